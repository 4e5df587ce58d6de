import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Order } from '@causeway/data-model';
import type { DynamoTable, Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { OrderLists, Slice } from '../core/ports.js';
import { dayShardOf, dayShards, dueShards, fromItem, orderKey } from './order-items.js';

const indexEntry = z.object({ pk: z.string(), sk: z.string() });
const dayPosition = z.object({
  day: z.iso.date(),
  shard: z.int().min(0).max(dayShards),
  from: z.record(z.string(), z.string()).optional(),
});
const position = z.record(z.string(), z.string()).optional();

/** Lists of orders from DynamoDB's indexes; the orders themselves are read from the table. */
export class DynamoOrderLists implements OrderLists {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async ofUser(userId: string, limit: number, after?: unknown): Promise<Slice<Order>> {
    const { items, next } = await this.#table.query({
      index: 'byUser',
      where: '#userId = :userId',
      values: { userId },
      newestFirst: true,
      // One more than is shown tells whether more would follow.
      limit: limit + 1,
      after: position.parse(after),
    });
    const page = items.slice(0, limit);
    const hasMore = items.length > limit || next !== undefined;
    return { items: await this.#ordersOf(page), position: hasMore ? page.at(-1) : undefined };
  }

  /** Reads an index that only orders are in, in DynamoDB's own order: everybody who asks wants all of it. */
  async all(limit: number, after?: unknown): Promise<Slice<Order>> {
    const start = position.parse(after);
    const { Items = [], LastEvaluatedKey } = await this.#table.client.send(
      new ScanCommand({
        TableName: this.#table.name,
        IndexName: 'byDay',
        Limit: limit,
        ...(start && { ExclusiveStartKey: marshall(start) }),
      }),
    );
    const items = await this.#ordersOf(Items.map((item) => unmarshall(item)));
    return { items, position: LastEvaluatedKey && unmarshall(LastEvaluatedKey) };
  }

  /** One day's shard after the other. */
  async placedSince(since: string, now: Date, limit: number, after?: unknown): Promise<Slice<Order>> {
    const { day, shard, from } = dayPosition.parse(after ?? { day: since.slice(0, 10), shard: 0 });
    const { items, next } = await this.#table.query({
      index: 'byDay',
      where: '#dayShard = :dayShard AND #createdAt >= :since',
      values: { dayShard: dayShardOf(day, shard), since },
      limit,
      after: from,
    });
    const following = next === undefined ? shardAfter(day, shard) : { day, shard, from: next };
    const isLast = following.day > now.toISOString().slice(0, 10);
    return { items: await this.#ordersOf(items), position: isLast ? undefined : following };
  }

  async byIds(ids: readonly string[]): Promise<Order[]> {
    return this.#ordersOf(ids.map(orderKey));
  }

  async due(now: Date, limit: number): Promise<string[]> {
    const found = await Promise.all(dueShards.map((shard) => this.#dueIn(shard, now, limit)));
    return found.flat();
  }

  async #dueIn(dueShard: string, now: Date, limit: number): Promise<string[]> {
    const where = '#dueShard = :dueShard AND #dueAt <= :now';
    const values = { dueShard, now: now.toISOString() };
    const { items } = await this.#table.query({ index: 'due', where, values, limit });
    return items.map((item) => indexEntry.parse(item).pk.slice('O#'.length));
  }

  /** In the order of the entries; an index may still list what the table has no more. */
  async #ordersOf(entries: readonly Item[]): Promise<Order[]> {
    const keys: Key[] = entries.map((entry) => indexEntry.parse(entry));
    const found = new Map((await this.#table.getMany(keys)).map((item) => [item.pk, fromItem(item)]));
    return keys.flatMap(({ pk }) => found.get(pk)?.order ?? []);
  }
}

function shardAfter(day: string, shard: number): { day: string; shard: number } {
  if (shard + 1 < dayShards) return { day, shard: shard + 1 };
  const next = new Date(day);
  next.setUTCDate(next.getUTCDate() + 1);
  return { day: next.toISOString().slice(0, 10), shard: 0 };
}
