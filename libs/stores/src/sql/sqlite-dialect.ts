import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Kysely over `node:sqlite`: durable at every commit (WAL, synchronous=FULL), foreign keys enforced. */
export class NodeSqliteDialect implements Dialect {
  readonly #file: string;
  readonly #isInTransaction: () => boolean;

  /** @param isInTransaction whether the code that asks for the database runs inside a transaction of it */
  constructor(file: string, isInTransaction: () => boolean) {
    this.#file = file;
    this.#isInTransaction = isInTransaction;
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#file, this.#isInTransaction);
  }

  createQueryCompiler() {
    return new SqliteQueryCompiler();
  }

  createAdapter() {
    return new OneConnectionAdapter();
  }

  createIntrospector(db: Kysely<unknown>) {
    return new SqliteIntrospector(db);
  }
}

class OneConnectionAdapter extends SqliteAdapter {
  /** The driver lends its connection itself: it knows who must not wait for it. */
  override get supportsMultipleConnections() {
    return true;
  }

  /** SQLite can undo the creation of a table, and `begin immediate` locks a migration against other processes. */
  override get supportsTransactionalDdl() {
    return true;
  }
}

/** One connection, lent to one user at a time: `node:sqlite` is synchronous, so a second one could only block the first. */
class NodeSqliteDriver implements Driver {
  readonly #connection: NodeSqliteConnection;
  readonly #isInTransaction: () => boolean;
  #free: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(file: string, isInTransaction: () => boolean) {
    this.#connection = new NodeSqliteConnection(file);
    this.#isInTransaction = isInTransaction;
  }

  async init(): Promise<void> {}

  /** @throws Error instead of waiting for ever when a transaction's own work asks for the connection it holds. */
  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#isInTransaction()) {
      throw new Error('The database was used inside its own transaction; use the transaction that was handed in.');
    }
    const before = this.#free;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#free = promise;
    await before;
    this.#release = resolve;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async beginTransaction(): Promise<void> {
    // Readers that turn into writers later can fail in the middle; a writer from the start waits at the start.
    this.#connection.run('begin immediate');
  }

  async commitTransaction(): Promise<void> {
    this.#connection.run('commit');
  }

  async rollbackTransaction(): Promise<void> {
    if (this.#connection.isInTransaction) this.#connection.run('rollback');
  }

  async destroy(): Promise<void> {
    await this.#free;
    this.#connection.close();
  }
}

const statementsKept = 200;

class NodeSqliteConnection implements DatabaseConnection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 250, enableForeignKeyConstraints: true });
    this.#db.exec('pragma journal_mode = wal; pragma synchronous = full;');
  }

  get isInTransaction(): boolean {
    return this.#db.isTransaction;
  }

  run(command: string): void {
    this.#statement(command).run();
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#statement(sql);
    const values = parameters.map(asInput);
    // What a row holds is what the query's author told Kysely that it holds.
    if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported; read page by page.');
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      if (this.#statements.size >= statementsKept) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Alone, `node:sqlite` would bind NULL for a Date or an object, and throw for `undefined` and booleans. */
function asInput(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
    throw new RangeError(`${value} is not exact; give a bigint.`);
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`A ${typeof value} cannot be a parameter; give its text.`);
}
