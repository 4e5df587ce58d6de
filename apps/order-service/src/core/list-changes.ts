import { createHash } from 'node:crypto';
import { type ChangeItem, canonicalJson, type Order } from '@causeway/data-model';
import { asPublished } from './order.js';
import type { Clock, OrderLists, Slice } from './ports.js';

/** Tells those who keep copies of orders what they should hold. */
export class ListChanges {
  readonly #lists: OrderLists;
  readonly #clock: Clock;

  constructor(ports: { lists: OrderLists; clock: Clock }) {
    this.#lists = ports.lists;
    this.#clock = ports.clock;
  }

  /** @param since leaves out orders placed before this time */
  async execute(limit: number, position?: unknown, since?: string): Promise<Slice<ChangeItem>> {
    const { items, position: next } =
      since === undefined
        ? await this.#lists.all(limit, position)
        : await this.#lists.placedSince(since, this.#clock(), limit, position);
    return { items: items.map(changeItemOf), position: next };
  }

  /** Those of these orders that exist, as they are now. */
  async byIds(ids: readonly string[]): Promise<ChangeItem[]> {
    return (await this.#lists.byIds(ids)).map(changeItemOf);
  }
}

function changeItemOf(order: Order): ChangeItem {
  const data = asPublished(order);
  const hash = createHash('sha256').update(canonicalJson(data)).digest('hex');
  return { kind: 'order', id: order.id, version: order.version, hash, data };
}
