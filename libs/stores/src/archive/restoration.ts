import type { Kysely } from 'kysely';
import { points } from '../failpoints.js';
import type { SqlSeam } from '../sql/seam.js';
import type { SqlReader, SqlStore } from '../sql/store.js';

/** The table of `createRestorations`: from when the data are, should they have been restored. */
export type RestorationTables = {
  restorations: { id: number; instant: string; complete_until: string; state: 'under way' | 'restored' | 'settled' };
};

/** For a migration. */
export async function createRestorations(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema
    .createTable('restorations')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('instant', seam.time, (column) => column.notNull())
    .addColumn('complete_until', seam.time, (column) => column.notNull())
    .addColumn('state', seam.text(20), (column) => column.notNull())
    .execute();
}

/** What is known of a restoration: of one that has not come to its end, the data are a part of what they should be. */
export class Restoration {
  readonly #store: SqlStore<RestorationTables>;

  constructor(store: SqlStore<RestorationTables>) {
    this.#store = store;
  }

  find() {
    return unrestored(this.#store.db);
  }

  /** Marks the database before anything is written into it. */
  async begin(instant: string, completeUntil: string): Promise<void> {
    await this.#store.transaction(points['restore-begun'], async (trx) => {
      await trx.deleteFrom('restorations').execute();
      const row = { id: 1, instant, complete_until: completeUntil, state: 'under way' as const };
      await trx.insertInto('restorations').values(row).execute();
    });
  }

  /** `restored`: all is there; `settled`: what happened after the instant was found elsewhere, too. */
  async mark(state: 'restored' | 'settled'): Promise<void> {
    await this.#store.transaction(points['restore-marked'], (trx) =>
      trx.updateTable('restorations').set({ state }).where('id', '=', 1).execute(),
    );
  }
}

/** Of a store that has the table among others, to which Kysely's types cannot narrow it. */
export const restorationOf = <DB extends RestorationTables>(store: SqlStore<DB>): Restoration =>
  new Restoration(store as unknown as SqlStore<RestorationTables>);

/** The restoration these data come from, if they come from any. */
export const unrestored = (db: SqlReader<RestorationTables>) =>
  db.selectFrom('restorations').selectAll().where('id', '=', 1).executeTakeFirst();
