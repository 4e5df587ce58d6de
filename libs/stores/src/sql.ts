export { createErasedPeople, type ErasedPeopleTables, nameHere, noteErased } from './sql/erased-people.js';
export { type Migrations, migrate } from './sql/migrate.js';
export type { Claim, SqlSeam } from './sql/seam.js';
export { openSql, type SqlReader, type SqlSettings, type SqlStore, sqlEnv } from './sql/store.js';
export { insertIfAbsent, upsert } from './sql/writes.js';
