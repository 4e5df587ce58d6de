import { setImmediate as turnEnds } from 'node:timers/promises';

type Kind = 'completion' | 'other';

/**
 * Keeps what is settled in one way apart from what is settled in another, on one receiver. The client's AMQP library (rhea
 * 3.0, `write_dispositions`) gives neighbouring deliveries that are written together the state of the first: a dead
 * letter's reason would fall upon good messages beside it, or a completion upon poison. What is settled in one turn of the
 * event loop is written together at its end, so each turn is for completions, or for one of anything else.
 */
export class SettlementTurns {
  /** What this turn is for, once something was settled in it. */
  #kind: Kind | undefined;
  #written: Promise<void> = Promise.resolve();

  /** For completions: as many in a turn as there are. */
  async together(settle: () => Promise<void>): Promise<void> {
    while (this.#kind === 'other') await this.#written;
    this.#take('completion');
    await settle();
  }

  /** For anything else: each in a turn of its own. */
  async alone(settle: () => Promise<void>): Promise<void> {
    while (this.#kind !== undefined) await this.#written;
    this.#take('other');
    await settle();
  }

  /** The client settles within the call that follows, and its library writes before the turn ends. */
  #take(kind: Kind): void {
    if (this.#kind !== undefined) return;
    this.#kind = kind;
    this.#written = turnEnds().then(() => {
      this.#kind = undefined;
    });
  }
}
