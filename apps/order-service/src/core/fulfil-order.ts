import { notFound, type Order } from '@causeway/data-model';
import { changeOrder } from './change-order.js';
import { moved, type OrderRecord, type Story, storyOf } from './order.js';
import type { Clock, Orders } from './ports.js';

/** Notes that an order was sent. */
export class FulfilOrder {
  readonly #orders: Orders;
  readonly #clock: Clock;

  constructor(ports: { orders: Orders; clock: Clock }) {
    this.#orders = ports.orders;
    this.#clock = ports.clock;
  }

  /** @throws DomainError `not-found`; `illegal-state` unless it is paid, refunded in part at most, and not sent yet */
  async execute(id: string): Promise<Order> {
    const at = this.#clock().toISOString();
    const decide = (record: OrderRecord | undefined): Story => {
      if (record === undefined) throw notFound('The order');
      return moved(storyOf(record), 'order.fulfilled', at, { fulfilledAt: at });
    };
    const outcome = await changeOrder<never>(this.#orders, id, decide);
    if ('instead' in outcome) return outcome.instead;
    return outcome.record.order;
  }
}
