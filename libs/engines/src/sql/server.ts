import type mssql from 'mssql';

/** The URL of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Makes a database on the server unless it is there, and gives its URL. The log-in needs the right to create databases;
 * on Azure it is that of `master`.
 *
 * @param snapshots whether readers see the last committed state instead of waiting (`READ_COMMITTED_SNAPSHOT`, which Azure
 *   SQL has switched on); the server's own way when absent
 * @throws Error in one sentence when the server does not answer or refuses
 */
export async function createDatabase(serverUrl: string, name: string, snapshots?: boolean): Promise<string> {
  const known = await databasesOf(serverUrl);
  if (!known.includes(name)) {
    const wish = `alter database ${quoted(name)} set read_committed_snapshot ${snapshots ? 'on' : 'off'}`;
    await asking(serverUrl, [`create database ${quoted(name)}`, ...(snapshots === undefined ? [] : [wish])]);
  }
  return databaseUrl(serverUrl, name);
}

/** What the server says it is, in its own first line. */
export async function versionOf(serverUrl: string): Promise<string> {
  const [rows] = await asking(serverUrl, ['select @@version as version']);
  return String(rows?.[0]?.version).split('\n')[0]?.trim() ?? '';
}

/** The names of the server's databases. */
export async function databasesOf(serverUrl: string): Promise<string[]> {
  const [rows] = await asking(serverUrl, ['select name from sys.databases']);
  return (rows ?? []).map(({ name }) => String(name));
}

/**
 * Makes a log-in of the server that owns one of its databases and nothing else, or gives the one that is there this password.
 *
 * @returns the database's URL for that log-in
 * @throws Error as `createDatabase` does
 */
export async function createOwner(
  serverUrl: string,
  database: string,
  owner: { user: string; password: string },
): Promise<string> {
  const url = databaseUrl(serverUrl, database);
  const [user, name, password] = [quoted(owner.user), literal(owner.user), literal(owner.password)];
  await asking(url, [
    // The password is random: the server's own rules for passwords are made for those that people choose.
    `if suser_id(${name}) is null create login ${user} with password = ${password}, check_policy = off else alter login ${user} with password = ${password}`,
    `if user_id(${name}) is null create user ${user} for login ${user}`,
    `alter role db_owner add member ${user}`,
  ]);
  const own = new URL(url);
  own.username = owner.user;
  own.password = owner.password;
  return own.href;
}

/** Removes a database, whoever is connected to it. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const drop = `drop database if exists ${quoted(name)}`;
  try {
    await asking(serverUrl, [drop]);
  } catch {
    // In use: whoever is connected goes first. Azure SQL has no such word and needs none.
    await asking(serverUrl, [`alter database ${quoted(name)} set single_user with rollback immediate`, drop]);
  }
}

/** Removes all tables of a database. */
export async function emptyDatabase(url: string): Promise<void> {
  const [foreignKeys, tables] = await asking(url, [
    `select constraint_name as name, table_name as [table] from information_schema.table_constraints where constraint_type = 'FOREIGN KEY'`,
    `select table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema = 'dbo'`,
  ]);
  await asking(url, [
    ...(foreignKeys ?? []).map(({ name, table }) => `alter table ${quoted(table)} drop constraint ${quoted(name)}`),
    ...(tables ?? []).map(({ name }) => `drop table ${quoted(name)}`),
  ]);
}

const quoted = (name: unknown): string => `[${String(name).replaceAll(']', ']]')}]`;

const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`;

type Row = Record<string, unknown>;

/** Runs statements one after the other over a connection of their own, and gives the rows of each. */
async function asking(url: string, statements: readonly string[]): Promise<Row[][]> {
  if (statements.length === 0) return [];
  const { default: client } = await import('mssql');
  const pool = new client.ConnectionPool(configOf(url));
  pool.on('error', () => undefined);
  try {
    await pool.connect();
    const answers: Row[][] = [];
    for (const statement of statements) {
      const { recordset } = await pool.request().batch<Row>(statement);
      answers.push(recordset ?? []);
    }
    return answers;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The SQL server at ${new URL(url).host} did not do what it was asked: ${why}`, { cause: error });
  } finally {
    await pool.close();
  }
}

function configOf(url: string): mssql.config {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    server: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 1433 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || 'master',
    connectionTimeout: 15_000,
    // A new database is a copy of `model`, file by file.
    requestTimeout: 120_000,
    pool: { max: 1, min: 0 },
    options: {
      encrypt: searchParams.get('encrypt') !== 'false',
      trustServerCertificate: searchParams.get('trustServerCertificate') === 'true',
    },
  };
}
