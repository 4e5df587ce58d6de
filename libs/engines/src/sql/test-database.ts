import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, databaseUrl, emptyDatabase } from './server.js';

/** A database that nobody else has, and how to be rid of it. */
export type TestDatabase = { url: string; release(): Promise<void> };

/** Databases of the server that this process made and does not use now. */
const free: string[] = [];
let made = 0;

/** The server that tests keep their SQL on, instead of in SQLite: `npm run test:mssql` names it. */
export const testServer = (): string | undefined => process.env.TEST_SQL_URL;

/**
 * An empty database for a test: a file of SQLite's, which several processes can open, or, where TEST_SQL_URL names an SQL
 * Server, a database there. Databases are used again, since making one takes a server seconds; who started the tests
 * drops them.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = testServer();
  if (server !== undefined) return onServer(server);
  const folder = mkdtempSync(join(tmpdir(), 'causeway-database-'));
  return {
    url: `sqlite:${join(folder, 'test.db')}`,
    release: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The same where one process alone uses it: in SQLite it is in memory. */
export const fleetingDatabase = async (): Promise<TestDatabase> =>
  testServer() === undefined ? { url: 'sqlite::memory:', release: async () => undefined } : testDatabase();

async function onServer(server: string): Promise<TestDatabase> {
  const name = free.pop() ?? (await another(server));
  const url = databaseUrl(server, name);
  await emptyDatabase(url);
  return {
    url,
    release: async () => {
      free.push(name);
    },
  };
}

async function another(server: string): Promise<string> {
  made += 1;
  const name = `${process.env.TEST_SQL_PREFIX ?? 'causeway_test'}_${process.pid}_${Date.now().toString(36)}_${made}`;
  const { TEST_SQL_SNAPSHOTS: snapshots } = process.env;
  await createDatabase(server, name, snapshots === undefined ? undefined : snapshots === 'on');
  return name;
}
