import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { points } from '../failpoints.js';
import type { SqlSeam } from './seam.js';
import type { SqlStore } from './store.js';
import { whenReady } from './when-ready.js';

/** Steps by name, run once each in the order of their names ('001-payments', '002-...'); a step that has run never changes. */
export type Migrations = Record<string, (db: Kysely<unknown>, seam: SqlSeam) => Promise<void>>;

/**
 * Brings the database to the newest version, all steps in one transaction. Several processes may start at once: one
 * migrates, the others wait. A server that is starting or resuming is waited for, up to two minutes.
 *
 * @throws Error naming the step that failed; the database is then as it was
 */
export async function migrate<DB>(store: SqlStore<DB>, migrations: Migrations): Promise<void> {
  const steps = Object.entries(migrations).map(([name, step]) => [
    name,
    // A migration meets tables of every version, so it knows no table type.
    { up: (db: Kysely<unknown>) => step(db, store.dialect) },
  ]);
  await whenReady(store, () =>
    store.transaction(points.migrated, async (trx) => {
      await store.dialect.lockMigrations(trx);
      const migrator = new Migrator({ db: trx, provider: { getMigrations: async () => Object.fromEntries(steps) } });
      const { error, results } = await migrator.migrateToLatest();
      if (error === undefined) return;
      // A deadlock or a lost connection is no fault of the step.
      if (store.dialect.isRetryable(error)) throw error;
      const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the list of migrations';
      const why = messageOf(error);
      throw new Error(`The database was not migrated: ${failed} failed: ${why}; correct it and start again.`, {
        cause: error,
      });
    }),
  );
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
