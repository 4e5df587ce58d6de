/** A private key and its certificate, both PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}
