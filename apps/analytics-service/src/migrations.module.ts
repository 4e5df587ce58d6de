import { migrate, openSql, type SqlSettings, sqlEnv } from '@causeway/stores/sql';
import * as z from 'zod';
import { projectionMigrations } from './adapters/projection-tables.js';

/** What a migration needs to know of the settings. */
export const migrationSettings = z.object(sqlEnv.shape);

/** Brings the database of the projection to the newest version, and does nothing else. */
export async function migrateDatabase({ SQL_URL: url }: SqlSettings): Promise<void> {
  const store = openSql(url);
  try {
    await migrate(store, projectionMigrations);
  } finally {
    await store.close();
  }
}
