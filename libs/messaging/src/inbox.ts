import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '@causeway/stores/dynamo';
import { insertIfAbsent, type SqlSeam } from '@causeway/stores/sql';
import type { Kysely, Transaction } from 'kysely';

/**
 * The action that notes an event beside the aggregate it changes; the transaction is refused at its place when the event
 * has had its effect before. The items live as long as the aggregate: a redrive can come months later.
 */
export const inboxPut = (table: DynamoTable, pk: string, eventId: string, now = new Date()): TransactWriteItem =>
  table.add({ pk, sk: `IN#${eventId}`, receivedAt: now.toISOString() });

/** The tables of `createInbox`. */
export type InboxTables = { inbox: { event_id: string; received_at: string } };

/** For a service's first migration. */
export async function createInbox(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema
    .createTable('inbox')
    .addColumn('event_id', seam.text(128), (column) => column.primaryKey())
    .addColumn('received_at', seam.time, (column) => column.notNull())
    .execute();
}

/** Notes an event in the transaction of its effect; false when it has had its effect before. */
export const firstTime = <DB extends InboxTables>(
  seam: SqlSeam,
  trx: Transaction<DB>,
  eventId: string,
  now = new Date(),
): Promise<boolean> =>
  // A service's tables include the inbox; Kysely's types cannot narrow a transaction to it.
  insertIfAbsent(seam, trx as unknown as Transaction<InboxTables>, 'inbox', {
    event_id: eventId,
    received_at: now.toISOString(),
  });
