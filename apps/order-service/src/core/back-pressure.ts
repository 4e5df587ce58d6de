import type { Backlog } from './ports.js';

export type PressureLimits = {
  /** Milliseconds the oldest event may wait. */
  lagMs: number;
  /** Events that may wait. */
  backlog: number;
};

/**
 * Says when no more orders should be taken, because what they cause is not getting out. Once it has said so, it goes on
 * until both measures have fallen to half of their limits.
 */
export class BackPressure {
  readonly #outbox: Backlog;
  readonly #limits: PressureLimits;
  #isHigh = false;

  constructor(outbox: Backlog, limits: PressureLimits) {
    this.#outbox = outbox;
    this.#limits = limits;
  }

  async isTooHigh(): Promise<boolean> {
    const { oldestMs, backlog } = await this.#outbox.lag();
    const share = this.#isHigh ? 0.5 : 1;
    this.#isHigh = oldestMs > this.#limits.lagMs * share || backlog > this.#limits.backlog * share;
    return this.#isHigh;
  }
}
