/** Who tries to log in: the account's address and the network address they try from. */
export type Attempt = { email: string; address: string };

/** Counts failed log-ins per account and network address, in windows of time. */
export interface LoginAttempts {
  /** Seconds until another attempt is welcome; nothing when it is now. */
  blockedFor(attempt: Attempt, at: Date): Promise<number | undefined>;
  /** Counts a failure, and answers as `blockedFor` would. */
  failed(attempt: Attempt, at: Date): Promise<number | undefined>;
  /** Forgets the failures: the right password came. */
  succeeded(attempt: Attempt, at: Date): Promise<void>;
}
