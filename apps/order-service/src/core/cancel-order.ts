import { notFound, type Order } from '@causeway/data-model';
import { changeOrder } from './change-order.js';
import { type OrderRecord, type Story, storyOf } from './order.js';
import { cancellationRequested } from './payment-news.js';
import type { Clock, Orders } from './ports.js';
import { mayRead, type Reader } from './read-orders.js';

/** Asks for an order to be cancelled. What comes of it, payment decides. */
export class CancelOrder {
  readonly #orders: Orders;
  readonly #clock: Clock;

  constructor(ports: { orders: Orders; clock: Clock }) {
    this.#orders = ports.orders;
    this.#clock = ports.clock;
  }

  /**
   * The order with its cancellation under way; asking again changes nothing.
   *
   * @throws DomainError `not-found`; `illegal-state` unless it waits for its payment or is paid
   */
  async execute(id: string, reason: string, reader: Reader): Promise<Order> {
    const decide = (record: OrderRecord | undefined): Story | { instead: OrderRecord } => {
      if (record === undefined || !mayRead(record.order, reader)) throw notFound('The order');
      if (record.order.cancellation !== null) return { instead: record };
      return cancellationRequested(storyOf(record), { reason, by: reader.userId, at: this.#clock().toISOString() });
    };
    const outcome = await changeOrder(this.#orders, id, decide);
    return 'instead' in outcome ? outcome.instead.order : outcome.record.order;
  }
}
