import { createHash } from 'node:crypto';
import { canonicalJson, DomainError } from '@causeway/data-model';

/** Whose key it is, and for which route. */
export type KeyOwner = { userId: string; route: string; key: string };

/** What makes one request out of many with the same key: who holds `token` may place the order `orderId`. */
export type Claim = KeyOwner & { bodyHash: string; orderId: string; token: string; leaseUntil: string };

/** What the first request was answered, word for word. */
export type Answer = { status: number; body: string; location: string; etag: string };

export type StoredClaim = Pick<Claim, 'bodyHash' | 'orderId' | 'token' | 'leaseUntil'> & { answer: Answer | null };

export type Verdict =
  | { kind: 'answered'; answer: Answer }
  /** The lease has ended without an answer; `orderId` is the one to go on with, if the request is the same. */
  | { kind: 'ended'; orderId: string | undefined };

/** Milliseconds for which a key is remembered; clients are promised 24 hours. */
export const keepMs = 48 * 3_600_000;

/** The same for equal bodies, however they were written. */
export const bodyHashOf = (body: unknown): string => createHash('sha256').update(canonicalJson(body)).digest('hex');

/**
 * What a claim that stands already means for another request with its key.
 *
 * @throws DomainError `idempotency-key-reused` for another body, `idempotency-in-progress` inside the lease.
 */
export function judge(stored: StoredClaim, bodyHash: string, now: Date): Verdict {
  const same = stored.bodyHash === bodyHash;
  const leased = stored.leaseUntil > now.toISOString();
  if (!same && (leased || stored.answer !== null)) {
    throw new DomainError('idempotency-key-reused', { detail: 'Use a new Idempotency-Key for another request.' });
  }
  if (stored.answer !== null) return { kind: 'answered', answer: stored.answer };
  if (leased) throw inProgress();
  return { kind: 'ended', orderId: same ? stored.orderId : undefined };
}

export const inProgress = (): DomainError =>
  new DomainError('idempotency-in-progress', { detail: 'The first request with this key is at work.', retryAfter: 1 });
