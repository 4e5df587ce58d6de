/** A public key as RFC 7517 writes it. */
export type PublicKey = Readonly<Record<string, string>>;

/** The keys with which tokens are signed. */
export interface SigningKeys {
  /** What others need to check our signatures. */
  publicKeys(): readonly PublicKey[];
}
