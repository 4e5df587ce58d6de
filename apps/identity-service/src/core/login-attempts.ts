import { type AuditEvent, DomainError } from '@causeway/data-model';

/** Who tries to log in: the account's address and the network address they try from. */
export type Attempt = { email: string; address: string };

/** A limit that is used up: its name, how many failures it allows in how many seconds, and seconds until it allows another. */
export type Block = { limit: string; allowed: number; windowSeconds: number; retryAfter: number };

/**
 * Counts failed log-ins in windows of time, for all processes together: of one account from one network address, of one
 * account from wherever it has never been logged in to, and of one network address whatever the account.
 */
export interface LoginAttempts {
  /** What forbids another attempt now. */
  blockedFor(attempt: Attempt, at: Date): Promise<Block | undefined>;
  /** Counts a failure, and answers what forbids it. */
  failed(attempt: Attempt, at: Date, noted: AuditEvent): Promise<Block | undefined>;
  /** The right password came: forgets this account's failures from this network address, and remembers that it is known. */
  succeeded(attempt: Attempt, at: Date): Promise<void>;
}

/** @throws DomainError `quota-exceeded`, saying when to come back. */
export function refuseWhileBlocked(block: Block | undefined): void {
  if (block === undefined) return;
  const { limit, allowed, windowSeconds, retryAfter } = block;
  throw new DomainError('quota-exceeded', {
    detail: 'Too many failed log-ins; try again later.',
    retryAfter,
    quota: { name: limit, allowed, windowSeconds },
  });
}
