import type { Clock, Orders } from './ports.js';

/** Settles, before stock is given back, that no order will ever stand under an id; or finds that one does. */
export class FenceOrder {
  readonly #orders: Orders;
  readonly #clock: Clock;

  constructor(ports: { orders: Orders; clock: Clock }) {
    this.#orders = ports.orders;
    this.#clock = ports.clock;
  }

  /** Repeating it gives the same answer. */
  execute(id: string): Promise<{ placed: boolean }> {
    return this.#orders.fence(id, this.#clock().toISOString());
  }
}
