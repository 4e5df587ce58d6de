import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type CloudEvent, topicOf } from '@causeway/data-model';
import type { DynamoTable, IndexDefinition, Item, Key } from '@causeway/stores/dynamo';

export const shards = 16;

/** The shard of entries that nobody publishes any more. */
export const parked = 'PARKED';

/** The sparse index every table with an outbox has. */
export const outboxIndex: IndexDefinition = {
  name: 'outbox',
  partition: 'outboxShard',
  sort: 'outboxAt',
  projection: 'KEYS_ONLY',
};

/** The action that leaves an event in the outbox, in the transaction of what it tells about. */
export const outboxPut = (table: DynamoTable, event: CloudEvent, now = new Date()): TransactWriteItem =>
  table.put({
    ...keyOf(event.id),
    topic: topicOf(event.type),
    body: JSON.stringify(event),
    attempts: 0,
    outboxShard: shardOf(event.id),
    outboxAt: now.toISOString(),
  });

export const keyOf = (eventId: string): Key => ({ pk: `OUT#${eventId}`, sk: 'OUT' });

export const isOutboxKey = (pk: string): boolean => pk.startsWith('OUT#');

export const eventIdOf = ({ pk }: Key | Item): string => String(pk).slice('OUT#'.length);

export const shardName = (number: number): string => `OUT#${number}`;

export const shardOf = (eventId: string): string => {
  const byte = createHash('sha256').update(eventId).digest()[0] ?? 0;
  return shardName(byte % shards);
};
