import { notFound, type Order, type TimelineItem } from '@causeway/data-model';
import type { OrderLists, Orders, Slice, Timelines } from './ports.js';

/** Who wants to know: a customer sees their own orders, support sees any. */
export type Reader = { userId: string; isSupport: boolean };

/** Shows orders to those who may see them. Another's order is as if it did not exist. */
export class ReadOrders {
  readonly #orders: Orders;
  readonly #lists: OrderLists;
  readonly #timelines: Timelines;

  constructor(ports: { orders: Orders; lists: OrderLists; timelines: Timelines }) {
    this.#orders = ports.orders;
    this.#lists = ports.lists;
    this.#timelines = ports.timelines;
  }

  /** @throws DomainError `not-found` */
  async one(id: string, reader: Reader): Promise<Order> {
    const record = await this.#orders.find(id);
    if (record === undefined || !mayRead(record.order, reader)) throw notFound('The order');
    return record.order;
  }

  /** The reader's own, newest first. */
  mine(userId: string, limit: number, position?: unknown): Promise<Slice<Order>> {
    return this.#lists.ofUser(userId, limit, position);
  }

  /** @throws DomainError `not-found` */
  async timeline(id: string, reader: Reader, limit: number, afterSeq: number): Promise<Slice<TimelineItem>> {
    await this.one(id, reader);
    const items = await this.#timelines.after(id, afterSeq, limit + 1);
    const page = items.slice(0, limit);
    return { items: page, position: items.length > limit ? page.at(-1)?.seq : undefined };
  }
}

export const mayRead = (order: Order, { userId, isSupport }: Reader): boolean => isSupport || order.userId === userId;
