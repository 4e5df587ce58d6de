import { createHash } from 'node:crypto';
import { type ChangeItem, canonicalJson, type Order } from '@causeway/data-model';
import { asPublished } from './order.js';
import type { OrderLists, Slice } from './ports.js';

/** Tells those who keep copies of orders what they should hold. */
export class ListChanges {
  readonly #lists: OrderLists;

  constructor(ports: { lists: OrderLists }) {
    this.#lists = ports.lists;
  }

  async execute(limit: number, position?: unknown): Promise<Slice<ChangeItem>> {
    const { items, position: next } = await this.#lists.all(limit, position);
    return { items: items.map(changeItemOf), position: next };
  }
}

function changeItemOf(order: Order): ChangeItem {
  const data = asPublished(order);
  const hash = createHash('sha256').update(canonicalJson(data)).digest('hex');
  return { kind: 'order', id: order.id, version: order.version, hash, data };
}
