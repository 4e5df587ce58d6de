import { createHash } from 'node:crypto';
import { order, type TimelineItem, timelineItem } from '@causeway/data-model';
import type { IndexDefinition, Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Happening, OrderRecord, TimelineType } from '../core/order.js';

/**
 * An order is the item `O#<id>`/`META`, beside it the items of its timeline `T#<seq>` and its inbox `IN#<eventId>`. Where
 * an order must never stand, `META` is a tombstone.
 */
export const orderKey = (id: string): Key => ({ pk: `O#${id}`, sk: 'META' });

export const timelineKey = (id: string, seq: number): Key => ({ pk: `O#${id}`, sk: `T#${padded(seq)}` });

export const padded = (seq: number): string => String(seq).padStart(6, '0');

export const dayShards = 8;
export const dayShardOf = (day: string, shard: number): string => `D#${day}#${shard}`;
export const dueShards = Array.from({ length: 16 }, (_, shard) => `DUE#${shard}`);

/** Only keys are in the indexes: what they lead to is read from the table, as it is now. */
export const orderIndexes: IndexDefinition[] = [
  { name: 'byUser', partition: 'userId', sort: 'createdAtId', projection: 'KEYS_ONLY' },
  { name: 'byDay', partition: 'dayShard', sort: 'createdAt', projection: 'KEYS_ONLY' },
  { name: 'due', partition: 'dueShard', sort: 'dueAt', projection: 'KEYS_ONLY' },
];

const storedOrder = z.object({
  schemaVersion: z.literal(1),
  seq: z.int(),
  payment: z.object({ version: z.int(), captured: z.boolean(), refunded: z.int() }).nullable(),
  order,
});

export function toItem({ order, seq, payment }: OrderRecord): Key & Item {
  const { id, userId, createdAt, nextAction } = order;
  return {
    ...orderKey(id),
    schemaVersion: 1,
    seq,
    payment,
    order,
    userId,
    createdAt,
    createdAtId: `${createdAt}#${id}`,
    dayShard: dayShardOf(createdAt.slice(0, 10), shardOf(id, dayShards)),
    ...(nextAction === null ? {} : { dueShard: dueShards[shardOf(id, dueShards.length)], dueAt: nextAction.expiresAt }),
  };
}

/** Undefined for a tombstone. */
export function fromItem(item: Item): OrderRecord | undefined {
  if (isTombstone(item)) return undefined;
  const { order, seq, payment } = storedOrder.parse(item);
  return { order, seq, payment };
}

export const tombstone = (id: string, at: string): Key & Item => ({
  ...orderKey(id),
  schemaVersion: 1,
  tombstone: true,
  fencedAt: at,
});

export const isTombstone = (item: Item): boolean => item.tombstone === true;

/** Which service of which cloud does what a timeline tells of. */
const originOf = (type: TimelineType): Pick<TimelineItem, 'service' | 'cloud'> => {
  if (type.startsWith('payment.')) return { service: 'payment-service', cloud: 'azure' };
  if (type.startsWith('notification.')) return { service: 'notification-service', cloud: 'azure' };
  if (type.startsWith('order.')) return { service: 'order-service', cloud: 'aws' };
  return { service: 'product-service', cloud: 'aws' };
};

/** The newest item of a timeline ends at the record's `seq`. */
export const toTimelineItems = (
  { order, seq }: OrderRecord,
  happenings: readonly Happening[],
  traceId: string,
): (Key & Item)[] =>
  happenings.map(({ event: _, ...happening }, index) => {
    const number = seq - happenings.length + index + 1;
    const item = { seq: number, ...happening, ...originOf(happening.type), traceId } satisfies TimelineItem;
    return toTimelineItem(order.id, item);
  });

export const toTimelineItem = (orderId: string, item: TimelineItem): Key & Item => ({
  ...timelineKey(orderId, item.seq),
  schemaVersion: 1,
  ...item,
});

const storedTimelineItem = z.object({ ...timelineItem.shape, schemaVersion: z.literal(1) });

export function fromTimelineItem(item: Item): TimelineItem {
  const { schemaVersion: _, ...stored } = storedTimelineItem.parse(item);
  return stored;
}

/** Spreads what would otherwise be one busy partition. */
function shardOf(id: string, shards: number): number {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % shards;
}
