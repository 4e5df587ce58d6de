import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase, databaseUrl, dropDatabase } from '@causeway/engines';

/** The URLs of the databases of the services that keep SQL. */
export type Databases = { payments: string; notifications: string; analytics: string };

const names = ['payments', 'notifications', 'analytics'] as const;

const each = (urlOf: (name: (typeof names)[number]) => string): Databases => ({
  payments: urlOf('payments'),
  notifications: urlOf('notifications'),
  analytics: urlOf('analytics'),
});

/**
 * Where the SQL of a data folder is: in files of it, or in three databases of its own on a server. Their name is kept in the
 * folder, since what is in them belongs to the orders in it.
 *
 * @param sqlUrl `mssql://user:password@host:1433?encrypt=true`, of a log-in that may create databases
 * @throws Error in one sentence when the folder's SQL is elsewhere
 */
export function databasesOf(dataDir: string, sqlUrl: string | undefined): Databases {
  const known = prefixIn(dataDir);
  if (sqlUrl === undefined && known !== undefined)
    throw new Error(`${dataDir} keeps its SQL on a server; give its --sql-url, or another --data.`);
  if (sqlUrl !== undefined && known === undefined && existsSync(join(dataDir, 'sql', 'payments.db')))
    throw new Error(`${dataDir} keeps its SQL in files; leave --sql-url out, or give another --data.`);
  if (sqlUrl === undefined) return each((name) => `sqlite:${join(dataDir, 'sql', `${name}.db`)}`);
  const prefix = known ?? newPrefix(dataDir);
  return each((name) => databaseUrl(sqlUrl, `${prefix}_${name}`));
}

/** @throws Error in one sentence when the server does not answer or refuses */
export async function createDatabases(dataDir: string, sqlUrl: string): Promise<void> {
  const prefix = prefixIn(dataDir) ?? newPrefix(dataDir);
  for (const name of names) await createDatabase(sqlUrl, `${prefix}_${name}`);
}

/** The databases that a data folder has on a server, by name. */
export function databasesIn(dataDir: string): string[] {
  const prefix = prefixIn(dataDir);
  return prefix === undefined ? [] : names.map((name) => `${prefix}_${name}`);
}

export async function dropDatabases(all: readonly string[], sqlUrl: string): Promise<void> {
  for (const name of all) await dropDatabase(sqlUrl, name);
}

const fileIn = (dataDir: string) => join(dataDir, 'sql', 'server-databases');

const prefixIn = (dataDir: string): string | undefined =>
  existsSync(fileIn(dataDir)) ? readFileSync(fileIn(dataDir), 'utf8').trim() : undefined;

function newPrefix(dataDir: string): string {
  const prefix = `causeway_${randomBytes(4).toString('hex')}`;
  mkdirSync(join(dataDir, 'sql'), { recursive: true });
  writeFileSync(fileIn(dataDir), `${prefix}\n`);
  return prefix;
}
