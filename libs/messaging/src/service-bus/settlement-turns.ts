/**
 * Keeps what is settled in one way apart from what is settled in another, on one receiver. The client's AMQP library (rhea
 * 3.0, `write_dispositions`) gives neighbouring deliveries that are settled at the same moment the state of the first: a
 * dead letter's reason would fall upon good messages beside it, or a completion upon poison.
 */
export class SettlementTurns {
  readonly #completing = new Set<Promise<void>>();
  #alone: Promise<void> | undefined;

  /** For completions: many at a time, none while something else is settled. */
  async together(settle: () => Promise<void>): Promise<void> {
    while (this.#alone !== undefined) await this.#alone;
    const settled = settle();
    this.#completing.add(settled);
    try {
      await settled;
    } finally {
      this.#completing.delete(settled);
    }
  }

  /** For anything else: one at a time, after what is being completed. */
  async alone(settle: () => Promise<void>): Promise<void> {
    const before = this.#alone;
    const { promise: turn, resolve: end } = Promise.withResolvers<void>();
    this.#alone = turn;
    try {
      await before;
      await Promise.allSettled(this.#completing);
      await settle();
    } finally {
      if (this.#alone === turn) this.#alone = undefined;
      end();
    }
  }
}
