import type { Answer, Claim, KeyOwner, StoredClaim } from '../../src/core/idempotency.js';
import type { Claims, Clock } from '../../src/core/ports.js';

type Kept = StoredClaim & { expiresAt: string };

/** Claims in memory; every step is a conditional write, as in the store. */
export class InMemoryClaims implements Claims {
  readonly #claims = new Map<string, Kept>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async begin(claim: Claim, expiresAt: Date): Promise<StoredClaim | undefined> {
    const stored = this.#claims.get(nameOf(claim));
    if (stored !== undefined && stored.expiresAt > this.#clock().toISOString()) return stored;
    this.#keep(claim, expiresAt);
    return undefined;
  }

  async find(owner: KeyOwner): Promise<StoredClaim | undefined> {
    const stored = this.#claims.get(nameOf(owner));
    return stored !== undefined && stored.expiresAt > this.#clock().toISOString() ? stored : undefined;
  }

  async takeOver(ended: StoredClaim, claim: Claim, expiresAt: Date): Promise<boolean> {
    const stored = this.#claims.get(nameOf(claim));
    const isSame = stored?.token === ended.token && stored.answer === null && stored.leaseUntil === ended.leaseUntil;
    if (isSame) this.#keep(claim, expiresAt);
    return isSame;
  }

  async rename(claim: Claim, orderId: string): Promise<boolean> {
    return this.#change(claim, { orderId });
  }

  async endLease(claim: Claim, now: Date): Promise<void> {
    this.#change(claim, { leaseUntil: now.toISOString() });
  }

  async free(claim: Claim): Promise<void> {
    if (this.isHeld(claim)) this.#claims.delete(nameOf(claim));
  }

  isHeld(claim: Claim): boolean {
    const stored = this.#claims.get(nameOf(claim));
    return stored?.token === claim.token && stored.answer === null;
  }

  /** Part of the transaction that writes the order. */
  answer(claim: Claim, answer: Answer): void {
    this.#change(claim, { answer });
  }

  answers(): Answer[] {
    return [...this.#claims.values()].flatMap(({ answer }) => answer ?? []);
  }

  #change(claim: Claim, changes: Partial<Kept>): boolean {
    const stored = this.#claims.get(nameOf(claim));
    if (stored === undefined || !this.isHeld(claim)) return false;
    this.#claims.set(nameOf(claim), { ...stored, ...changes });
    return true;
  }

  #keep({ bodyHash, orderId, token, leaseUntil, ...owner }: Claim, expiresAt: Date): void {
    const kept = { bodyHash, orderId, token, leaseUntil, answer: null, expiresAt: expiresAt.toISOString() };
    this.#claims.set(nameOf(owner), kept);
  }
}

const nameOf = ({ userId, route, key }: KeyOwner) => JSON.stringify([userId, route, key]);
