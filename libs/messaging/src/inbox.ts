import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type CloudEvent, canonicalJson, impersonalData } from '@causeway/data-model';
import type { DynamoTable, Item } from '@causeway/stores/dynamo';
import { insertIfAbsent, type SqlSeam } from '@causeway/stores/sql';
import type { Kysely, Transaction } from 'kysely';
import { DeadLetter } from './service-bus/dead-letter.js';

/** What the inbox keeps of an event: under which id, and what it said, so that another one cannot pass for its repeat. */
export type InboxEntry = {
  id: string;
  /** Null where nobody compares. */
  fingerprint: string | null;
};

/**
 * An event as the inbox keeps it. Its fingerprint is the SHA-256 of its data as this version reads them; of a payment's or an
 * account's, by the name an erasure leaves, so that a copy from before one is a repeat of a copy from after it.
 */
export const entryOf = ({ id, data }: Pick<CloudEvent, 'id' | 'data'>): InboxEntry => ({
  id,
  fingerprint: createHash('sha256')
    .update(canonicalJson(impersonalData(data)))
    .digest('hex'),
});

/**
 * The action that notes an event beside the aggregate it changes; the transaction is refused at its place when the event
 * has had its effect before. The items live as long as the aggregate: a redrive can come months later.
 */
export const inboxPut = (
  table: DynamoTable,
  pk: string,
  { id, fingerprint }: InboxEntry,
  now = new Date(),
): TransactWriteItem =>
  table.add({
    pk,
    sk: `IN#${id}`,
    receivedAt: now.toISOString(),
    ...(fingerprint === null ? {} : { fingerprint }),
  });

/** Whether an item of the inbox is of another event than this one, under the same id. Items of earlier versions do not say. */
export const isOfAnother = ({ fingerprint: kept }: Item, { fingerprint }: InboxEntry): boolean =>
  typeof kept === 'string' && fingerprint !== null && kept !== fingerprint;

/** The tables of `createInbox` and `addFingerprints`. */
export type InboxTables = { inbox: { event_id: string; received_at: string; fingerprint: string | null } };

/** For a service's first migration. */
export async function createInbox(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema
    .createTable('inbox')
    .addColumn('event_id', seam.text(128), (column) => column.primaryKey())
    .addColumn('received_at', seam.time, (column) => column.notNull())
    .execute();
}

/** For a later one: rows that are there already have none. */
export async function addFingerprints(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema.alterTable('inbox').addColumn('fingerprint', seam.text(64)).execute();
}

/**
 * Notes an event in the transaction of its effect; false when it has had its effect before.
 *
 * @throws DeadLetter `contradiction` when another event had its effect under this id
 */
export async function firstTime<DB extends InboxTables>(
  seam: SqlSeam,
  trx: Transaction<DB>,
  { id, fingerprint }: InboxEntry,
  now = new Date(),
): Promise<boolean> {
  // A service's tables include the inbox; Kysely's types cannot narrow a transaction to it.
  const own = trx as unknown as Transaction<InboxTables>;
  const row = { event_id: id, received_at: now.toISOString(), fingerprint };
  if (await insertIfAbsent(seam, own, 'inbox', row)) return true;
  const kept = await own.selectFrom('inbox').select('fingerprint').where('event_id', '=', id).executeTakeFirst();
  if (kept !== undefined && isOfAnother(kept, { id, fingerprint })) throw saidOtherwise(id);
  return false;
}

/** The dead letter of an event whose id another one has had its effect under. */
export const saidOtherwise = (id: string): DeadLetter =>
  new DeadLetter('contradiction', `An event ${id} had its effect before, and what it said was something else.`);
