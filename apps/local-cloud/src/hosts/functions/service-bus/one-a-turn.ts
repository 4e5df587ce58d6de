import { setImmediate as turnEnds } from 'node:timers/promises';

/**
 * Settles one delivery in each turn of the event loop. The client's AMQP library (rhea 3.0) writes what is settled in one
 * turn together and gives neighbours the state of the first, so that a completion could fall upon what was given back.
 */
export class OneATurn {
  #last: Promise<void> = Promise.resolve();

  async settle(settle: () => Promise<void>): Promise<void> {
    const before = this.#last;
    this.#last = before.then(() => turnEnds());
    await before;
    await settle();
  }
}
