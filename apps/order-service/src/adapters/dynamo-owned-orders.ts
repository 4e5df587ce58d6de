import type { TimelineItem } from '@causeway/data-model';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { OrderRecord } from '../core/order.js';
import type { OwnedOrders } from '../core/ports.js';
import { points } from './failpoints.js';
import { toItem, toTimelineItem } from './order-items.js';
import { claimOf, orderIdOf, ownedOrderKey, ownedOrdersOf } from './owned-orders.js';

const pageSize = 100;

/** Orders in DynamoDB, as somebody's own. */
export class DynamoOwnedOrders implements OwnedOrders {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  /**
   * First what lies beside the cart: it is written with the order, in the transaction that is refused once the cart is closed, and
   * read as last written. So after the closing no order is missing there, however late the index is. Orders from before they were
   * written there are old, and in the index for long.
   */
  async *ofPerson(userId: string): AsyncGenerator<string> {
    const { pk, prefix } = ownedOrdersOf(userId);
    const beside = { where: '#pk = :pk AND begins_with(#sk, :prefix)', values: { pk, prefix }, consistent: true };
    for await (const item of this.#table.queryAll({ ...beside, limit: pageSize })) yield orderIdOf(item);
    const indexed = { index: 'byUser', where: '#userId = :userId', values: { userId } };
    for await (const item of this.#table.queryAll({ ...indexed, limit: pageSize }))
      yield entry.parse(item).pk.slice('O#'.length);
  }

  async disown(
    { order, seq }: OrderRecord,
    { record, timeline }: { record: OrderRecord; timeline: readonly TimelineItem[] },
  ): Promise<'disowned' | 'stale'> {
    const { id, userId } = order;
    const when = '#seq = :seq AND #userId = :userId';
    const owned = await this.#table.get(ownedOrderKey(userId, id));
    const actions = [
      this.#table.put(toItem(record), { when, values: { seq, userId } }),
      ...timeline.map((item) => this.#table.put(toTimelineItem(id, item))),
      // An answer from before this was kept lasts for its 48 hours.
      ...(owned === undefined
        ? []
        : [this.#table.delete(claimOf(owned)), this.#table.delete(ownedOrderKey(userId, id))]),
    ];
    try {
      await this.#table.transact(points['owner-erased'], actions);
      return 'disowned';
    } catch (error) {
      if (error instanceof TransactionRefused) return 'stale';
      throw error;
    }
  }
}

const entry = z.object({ pk: z.string() });
