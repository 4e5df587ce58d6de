import { readSettings } from '@causeway/runtime/env';
import { migrateDatabase, migrationSettings } from './migrations.module.js';

/** Migrates the database before the first process of the service starts, with the service's environment. */
await migrateDatabase(await readSettings(migrationSettings));
