import { sql } from 'kysely';
import { openSql } from '../src/sql.js';
import { Databases } from './tds/sqlite-databases.js';
import { SqliteSession } from './tds/sqlite-session.js';
import { startTdsServer } from './tds/tds-server.js';

test('talks', async () => {
  const databases = new Databases();
  const server = await startTdsServer(({ database }) => new SqliteSession(databases, database));
  const store = openSql<{ t: { a: string } }>(server.url('master'));
  await store.ping();
  await sql`create table "t" ("a" nvarchar(20) collate Latin1_General_100_BIN2, "n" bigint)`.execute(store.db);
  await sql`insert into t values (${'x'}, ${2 ** 40})`.execute(store.db);
  await store.transaction((trx) => trx.insertInto('t').values({ a: 'b' }).execute());
  expect(await store.db.selectFrom('t').selectAll().execute()).toEqual([]);
  await store.close();
  await server.close();
});
