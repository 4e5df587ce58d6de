import type { Delivery } from './rhea.js';

/** How far a sweep looks past deliveries that are not done. */
const SWEEP = 16;

/**
 * Outgoing deliveries of a session that are not settled on both sides. Takes the place of rhea's ring of 2048, which a
 * single message held for long brings to a stop.
 */
export class Deliveries {
  readonly #byId = new Map<number, Delivery>();

  get size(): number {
    return this.#byId.size;
  }

  available(): number {
    return Number.MAX_SAFE_INTEGER;
  }

  push(delivery: Delivery): void {
    this.#byId.set(delivery.id, delivery);
  }

  by_id(id: number): Delivery | undefined {
    return this.#byId.get(id);
  }

  ids(first: number, last: number): number[] {
    return [...this.#byId.keys()].filter((id) => id >= first && id <= last);
  }

  pop_if(done: (delivery: Delivery) => boolean): void {
    let others = 0;
    for (const delivery of this.#byId.values()) {
      if (done(delivery)) this.#byId.delete(delivery.id);
      else if (++others === SWEEP) return;
    }
  }

  forget(delivery: Delivery): void {
    this.#byId.delete(delivery.id);
  }
}
