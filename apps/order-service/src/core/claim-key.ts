import { DomainError, problemTypes } from '@causeway/data-model';
import { type Answer, type Claim, inProgress, judge, type KeyOwner, keepMs, type StoredClaim } from './idempotency.js';
import type { Claims, Clock, Ids } from './ports.js';

/** Makes sure that of all requests with one key only one at a time goes on, always with the order id of the first. */
export class ClaimKey {
  readonly #claims: Claims;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #leaseMs: number;

  /** @param leaseMs for how long nobody else takes over */
  constructor(ports: { claims: Claims; clock: Clock; ids: Ids }, leaseMs: number) {
    this.#claims = ports.claims;
    this.#clock = ports.clock;
    this.#ids = ports.ids;
    this.#leaseMs = leaseMs;
  }

  /**
   * The claim to go on with, or the answer the first request was given.
   *
   * @throws DomainError `idempotency-key-reused`, `idempotency-in-progress`
   */
  async execute(owner: KeyOwner, bodyHash: string): Promise<Claim | Answer> {
    const now = this.#clock();
    const leaseUntil = new Date(now.getTime() + this.#leaseMs).toISOString();
    const fresh: Claim = { ...owner, bodyHash, orderId: this.#ids(), token: this.#ids(), leaseUntil };
    const stored = await this.#claims.begin(fresh, keepUntil(now));
    return stored === undefined ? fresh : this.#after(stored, fresh, now);
  }

  /**
   * What the first request with this key was answered, if it was; claims nothing.
   *
   * @throws DomainError `idempotency-key-reused`
   */
  async answered(owner: KeyOwner, bodyHash: string): Promise<Answer | undefined> {
    const stored = await this.#claims.find(owner);
    if (stored === undefined || stored.answer === null) return undefined;
    const verdict = judge(stored, bodyHash, this.#clock());
    return verdict.kind === 'answered' ? verdict.answer : undefined;
  }

  async #after(stored: StoredClaim, fresh: Claim, now: Date): Promise<Claim | Answer> {
    const verdict = judge(stored, fresh.bodyHash, now);
    if (verdict.kind === 'answered') return verdict.answer;
    const claim = { ...fresh, orderId: verdict.orderId ?? fresh.orderId };
    if (!(await this.#claims.takeOver(stored, claim, keepUntil(now)))) throw inProgress();
    return claim;
  }

  /** The same claim under an order id that was never used: where the old one would stand is a tombstone. */
  async renew(claim: Claim): Promise<Claim> {
    const orderId = this.#ids();
    if (!(await this.#claims.rename(claim, orderId))) throw inProgress();
    return { ...claim, orderId };
  }

  /**
   * After a rule said no, the key is free again. After a doubt it is kept for the same request, which may come at once and
   * will find what this one has done.
   */
  async letGo(claim: Claim, error: unknown): Promise<void> {
    try {
      if (isRefusal(error)) await this.#claims.free(claim);
      else await this.#claims.endLease(claim, this.#clock());
    } catch {
      // The lease ends by itself; what the client has to know is the first error.
    }
  }
}

/** A rule said no, and nothing has happened. */
const isRefusal = (error: unknown): boolean => error instanceof DomainError && problemTypes[error.code].status < 500;

const keepUntil = (now: Date) => new Date(now.getTime() + keepMs);
