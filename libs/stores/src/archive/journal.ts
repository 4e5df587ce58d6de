import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { SqlSeam } from '../sql/seam.js';

/** The tables of `createJournal`: what has changed and is not archived yet, and where the archive ends. */
export type JournalTables = {
  journal: { id: string; at: string; body: string };
  /** One row, with id 1. */
  archive_chain: { id: number; chain: string; part: number };
};

/** For a migration. */
export async function createJournal(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('id', seam.text(80), (column) => column.primaryKey())
    .addColumn('at', seam.time, (column) => column.notNull())
    .addColumn('body', seam.text(200_000), (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('archive_chain')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('chain', seam.text(80), (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .execute();
  // A migration meets tables of every version, so it knows no table type.
  const own = db as unknown as Kysely<JournalTables>;
  await own.insertInto('archive_chain').values({ id: 1, chain: '', part: 0 }).execute();
}

/** Leaves a change for the archive, in the transaction that makes it; its parts are what `JSON.stringify` can write. */
export async function journalAdd<DB extends JournalTables>(
  trx: Transaction<DB>,
  change: object,
  now = new Date(),
): Promise<void> {
  const at = now.toISOString();
  // In the order of time, so that a part of the archive is in the order of its changes.
  await own(trx)
    .insertInto('journal')
    .values({ id: `${at} ${randomUUID()}`, at, body: JSON.stringify(change) })
    .execute();
}

/** Lets the next part begin with all there is, after changes that left nothing in the journal. */
export async function startChainAnew<DB extends JournalTables>(trx: Transaction<DB>): Promise<void> {
  await own(trx).updateTable('archive_chain').set({ chain: '', part: 0 }).where('id', '=', 1).execute();
}

// A service's tables include the journal; Kysely's types cannot narrow a transaction to it.
const own = <DB extends JournalTables>(trx: Transaction<DB>) => trx as unknown as Transaction<JournalTables>;
