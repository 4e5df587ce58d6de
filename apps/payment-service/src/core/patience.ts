/** How long this service waits for what, in milliseconds. */
export type Patience = {
  /** From the first doubt about a charge until a person has to decide. */
  unknownReviewAfterMs: number;
  /** How long a customer has for 3-D Secure. */
  actionExpiresAfterMs: number;
  /** How long after that the order is waited for before the intent is cancelled without being asked. */
  actionGraceMs: number;
};

/** Longer than a handler works on a payment: after it, whoever began is taken for dead. */
export const stalledAfterMs = 15_000;

/** When to look at a payment whose work should be finished by somebody else until then. */
export const whenStalled = (now: Date): string => later(now, stalledAfterMs);

/** When to ask again after `attempts` vain attempts: 0.25, 0.5, 1, 2 ... seconds, at most a minute. */
export const nextAttempt = (now: Date, attempts: number): string => later(now, Math.min(250 * 2 ** attempts, 60_000));

export const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

export const hasPassed = (since: string, ms: number, now: Date): boolean => Date.parse(since) + ms <= now.getTime();
