import { erasedName, isPseudonym } from '@causeway/data-model';
import type { Kysely, Transaction } from 'kysely';
import type { SqlSeam } from './seam.js';
import { insertIfAbsent } from './writes.js';

/** The table of `createErasedPeople`: whose ids are never written again. */
export type ErasedPeopleTables = { erased_people: { pseudonym: string; erased_at: string } };

/** For a migration. */
export async function createErasedPeople(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema
    .createTable('erased_people')
    .addColumn('pseudonym', seam.id, (column) => column.primaryKey())
    .addColumn('erased_at', seam.time, (column) => column.notNull())
    .execute();
}

/**
 * Notes that somebody is erased here, in the transaction that erases them: from its end on they are called by their
 * pseudonym. It waits for those who have asked what to call them, and have not written it yet.
 *
 * @param userId their id, or their pseudonym
 * @returns whether it was not known
 */
export function noteErased<DB extends ErasedPeopleTables>(
  seam: SqlSeam,
  trx: Transaction<DB>,
  userId: string,
  now: Date,
): Promise<boolean> {
  const row = { pseudonym: erasedName(userId), erased_at: now.toISOString() };
  return insertIfAbsent(seam, own(trx), 'erased_people', row);
}

/** What to call somebody in a row of this transaction: their pseudonym once they are erased here, their id until then. */
export async function nameHere<DB extends ErasedPeopleTables>(
  seam: SqlSeam,
  trx: Transaction<DB>,
  userId: string,
): Promise<string> {
  if (isPseudonym(userId)) return userId;
  const pseudonym = erasedName(userId);
  const erased = seam.selectForShare(own(trx), 'erased_people').select('pseudonym').where('pseudonym', '=', pseudonym);
  return (await erased.executeTakeFirst()) === undefined ? userId : pseudonym;
}

// A service's tables include this one; Kysely's types cannot narrow a transaction to it.
const own = <DB extends ErasedPeopleTables>(trx: Transaction<DB>) => trx as unknown as Transaction<ErasedPeopleTables>;
