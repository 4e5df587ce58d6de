import { migrate, openSql, type SqlSettings, sqlEnv } from '@causeway/stores/sql';
import * as z from 'zod';
import { paymentMigrations } from './adapters/payment-migrations.js';

/** What a migration needs to know of the settings. */
export const migrationSettings = z.object(sqlEnv.shape);

/** Brings the database of payments and the ledger to the newest version, and does nothing else. */
export async function migrateDatabase({ SQL_URL: url }: SqlSettings): Promise<void> {
  const store = openSql(url);
  try {
    await migrate(store, paymentMigrations);
  } finally {
    await store.close();
  }
}
