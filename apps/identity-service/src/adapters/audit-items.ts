import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type AuditEvent, auditEvent, isId } from '@causeway/data-model';
import type { DynamoTable, Item, Key } from '@causeway/stores/dynamo';

/** A day's events lie in so many partitions, so that a flood of them does not meet the limit of one. */
const shards = 8;

/** The action that notes a security event, for the transaction of what it tells of. */
export const auditPut = (table: DynamoTable, event: AuditEvent): TransactWriteItem =>
  table.add({ ...auditKey(event), schemaVersion: 1, ...event });

/**
 * The actions that note an event of somebody's account: in the audit trail, and a copy beside the account (`U#id`/`A#at#id`),
 * where it is found for the person, and forgotten with them. The copy lasts as long as anybody looks for it.
 */
export function auditPuts(table: DynamoTable, event: AuditEvent): TransactWriteItem[] {
  const userId = whoseAccount(event);
  if (userId === undefined) return [auditPut(table, event)];
  const ttl = Math.ceil(Date.parse(event.at) / 1000) + copyDays * 86_400;
  return [auditPut(table, event), table.put({ ...copyKey(userId, event), schemaVersion: 1, ttl, copy: event })];
}

const copyDays = 400;
export const copyPrefix = 'A#';
const copyKey = (userId: string, { id, at }: AuditEvent): Key => ({
  pk: `U#${userId}`,
  sk: `${copyPrefix}${at}#${id}`,
});

export const auditEventOfCopy = ({ copy }: Item): AuditEvent => auditEvent.parse(copy);

/** Whose account an event is of: who acted, or who was acted upon. */
function whoseAccount({ actor, subject, detail }: AuditEvent): string | undefined {
  const of = actor.kind === 'user' ? actor.id : (detail.userId ?? subject);
  return typeof of === 'string' && isId(of) ? of : undefined;
}

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
