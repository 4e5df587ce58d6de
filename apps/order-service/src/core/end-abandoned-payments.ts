import { changeOrder } from './change-order.js';
import { type OrderRecord, type Story, storyOf } from './order.js';
import { cancellationRequested } from './payment-news.js';
import type { Clock, OrderLists, Orders } from './ports.js';

const batch = 100;

/** Asks for the cancellation of orders whose customers had to do something and did not. The provider decides. */
export class EndAbandonedPayments {
  readonly #orders: Orders;
  readonly #lists: OrderLists;
  readonly #clock: Clock;

  constructor(ports: { orders: Orders; lists: OrderLists; clock: Clock }) {
    this.#orders = ports.orders;
    this.#lists = ports.lists;
    this.#clock = ports.clock;
  }

  /** Ends those that are due now; safe to run in several processes at once. Answers how many it found. */
  async execute(): Promise<number> {
    const due = await this.#lists.due(this.#clock(), batch);
    for (const id of due) await changeOrder(this.#orders, id, (record) => this.#decide(record));
    return due.length;
  }

  #decide(record: OrderRecord | undefined): Story | { instead: 'nothing' } {
    const at = this.#clock().toISOString();
    const expiresAt = record?.order.nextAction?.expiresAt;
    if (record === undefined || expiresAt === undefined || expiresAt > at) return { instead: 'nothing' };
    return cancellationRequested(storyOf(record), { reason: 'payment-timeout', by: 'system', at });
  }
}
