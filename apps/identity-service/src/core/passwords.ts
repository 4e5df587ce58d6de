/** How passwords are kept. */
export interface PasswordHashes {
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one, so that nobody learns from the time which accounts exist. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}
