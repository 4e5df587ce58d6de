import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { catalogueQuestion, inSqlite } from './in-sqlite.js';
import type { Parameter } from './requests.js';
import type { Databases, OneAtATime } from './sqlite-databases.js';
import { ServerError, type Session } from './tds-server.js';
import type { Answer, Column } from './tokens.js';

const nothing: Answer = { columns: [], rows: [], affected: 0 };

/**
 * A client's side of a database kept in SQLite. It shows that what goes through `mssql` and `tedious` comes back as it was,
 * transactions and refusals included; whether SQL Server would accept a statement, and how it locks, it cannot show.
 */
export class SqliteSession implements Session {
  readonly #databases: Databases;
  readonly #database: OneAtATime;
  #isInTransaction = false;

  constructor(databases: Databases, name: string) {
    this.#databases = databases;
    this.#database = databases.open(name);
  }

  async query({ sql, parameters }: { sql: string; parameters: Parameter[] }): Promise<Answer> {
    if (/^\s*(set |declare @outcome)/i.test(sql) || this.#databases.administer(sql)) return nothing;
    if (/from sys\.databases/.test(sql)) return this.#databaseNames();
    if (/@@version/.test(sql))
      return {
        ...nothing,
        columns: [{ name: 'version', type: 'text' }],
        rows: [{ version: 'A stand-in over SQLite' }],
      };
    if (this.#isInTransaction) return this.#run(sql, parameters);
    await this.#database.take();
    try {
      return this.#run(sql, parameters);
    } finally {
      this.#database.giveBack();
    }
  }

  async begin(): Promise<void> {
    await this.#database.take();
    this.#isInTransaction = true;
    this.#database.db.exec('begin');
  }

  async commit(): Promise<void> {
    this.#finish('commit');
  }

  async rollback(): Promise<void> {
    this.#finish('rollback');
  }

  end(): void {
    if (this.#isInTransaction) this.#finish('rollback');
  }

  #finish(how: 'commit' | 'rollback'): void {
    this.#isInTransaction = false;
    this.#database.db.exec(how);
    this.#database.giveBack();
  }

  #databaseNames = (): Answer => ({
    columns: [{ name: 'name', type: 'text' }],
    rows: this.#databases.names().map((name) => ({ name })),
    affected: 0,
  });

  #rename([from, to]: readonly Parameter[]): Answer {
    this.#database.db.exec(`alter table "${from?.value}" rename to "${to?.value}"`);
    return nothing;
  }

  #run(sql: string, parameters: readonly Parameter[]): Answer {
    const values = Object.fromEntries(parameters.map(({ name, value }) => [`@${name}`, value as SQLInputValue])); // read off the wire as one of these
    try {
      if (/^exec sp_rename/.test(sql)) return this.#rename(parameters);
      const statement = this.#database.db.prepare(catalogueQuestion(sql) ?? inSqlite(sql));
      statement.setAllowUnknownNamedParameters(true);
      if (statement.columns().length > 0) return rowsOf(statement, values);
      return { ...nothing, affected: Number(statement.run(values).changes) };
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function rowsOf(statement: StatementSync, values: Record<string, SQLInputValue>): Answer {
  const rows = statement.all(values);
  const columns = statement.columns().map(({ name, type }) => ({
    name,
    type: typeOf(
      type,
      rows.map((row) => row[name]),
    ),
  }));
  return { columns, rows, affected: 0 };
}

/** As the column was declared; an expression by what it gave. */
function typeOf(declared: string | null, values: readonly unknown[]): Column['type'] {
  if (declared !== null) return /bigint/i.test(declared) ? 'bigint' : /int/i.test(declared) ? 'int' : 'text';
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return 'text';
  return numbers.every(Number.isInteger) ? 'bigint' : 'float';
}

/** https://www.sqlite.org/rescode.html and https://learn.microsoft.com/sql/relational-databases/errors-events */
const numbers: Record<number, number> = { 1555: 2627, 2067: 2627, 1299: 515, 787: 547 };

function refusalOf(error: unknown): ServerError {
  const message = error instanceof Error || isFault(error) ? error.message : String(error);
  const code = isFault(error) ? error.errcode : 0;
  return new ServerError(numbers[code] ?? 102, message, 14);
}

const isFault = (error: unknown): error is { errcode: number; message: string } =>
  typeof error === 'object' && error !== null && 'errcode' in error;
