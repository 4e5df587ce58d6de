/** How passwords are kept. */
export interface PasswordHashes {
  /** @throws DomainError `unavailable` while too many are being worked out. */
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one, so that nobody learns from the time which accounts exist. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
  /** Whether a hash was made at another cost than is asked for today. */
  isOutdated(hash: string): boolean;
}
