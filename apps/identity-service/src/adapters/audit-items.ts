import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type AuditEvent, auditEvent } from '@causeway/data-model';
import type { DynamoTable, Item } from '@causeway/stores/dynamo';

/** A day's events lie in so many partitions, so that a flood of them does not meet the limit of one. */
const shards = 8;

/** The action that notes a security event, for the transaction of what it tells of. */
export const auditPut = (table: DynamoTable, event: AuditEvent): TransactWriteItem =>
  table.add({ ...auditKey(event), schemaVersion: 1, ...event });

/** The partitions of the day (UTC) that a time in RFC 3339 lies in: `A#2026-11-29#0` to `#7`. */
export const partitionsOf = (at: string): string[] =>
  Array.from({ length: shards }, (_, shard) => `A#${at.slice(0, 10)}#${shard}`);

export const auditEventOfItem = ({ pk: _pk, sk: _sk, schemaVersion: _version, ...event }: Item): AuditEvent =>
  auditEvent.parse(event);

/** In order of time; the id keeps two events of one millisecond apart. */
function auditKey({ id, at }: AuditEvent) {
  const shard = Number.parseInt(id.slice(-1), 16) % shards;
  return { pk: `A#${at.slice(0, 10)}#${shard}`, sk: `${at}#${id}` };
}
