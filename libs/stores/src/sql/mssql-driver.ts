import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import mssql from 'mssql';

/** The settings of the pool for `mssql://user:password@host:port/database?encrypt=true&trustServerCertificate=false`. */
export function poolConfig(url: string): mssql.config {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    server: hostname,
    port: port === '' ? 1433 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    connectionTimeout: 5000,
    requestTimeout: 5000,
    pool: { max: 10, min: 0, acquireTimeoutMillis: 5000, idleTimeoutMillis: 30_000 },
    options: {
      encrypt: searchParams.get('encrypt') !== 'false',
      trustServerCertificate: searchParams.get('trustServerCertificate') === 'true',
      enableArithAbort: true,
    },
  };
}

/** Kysely's driver over the pool of `mssql`. */
export class MssqlPoolDriver implements Driver {
  readonly #pool: mssql.ConnectionPool;
  #connected: Promise<unknown> | undefined;

  constructor(config: mssql.config) {
    this.#pool = new mssql.ConnectionPool(config);
    // Without a listener a connection lost while idle would end the process; the pool replaces it by itself.
    this.#pool.on('error', () => undefined);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PooledConnection> {
    this.#connected ??= this.#pool.connect().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    await this.#connected;
    return new PooledConnection(this.#pool);
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: PooledConnection, { isolationLevel }: TransactionSettings): Promise<void> {
    await connection.begin(isolationLevel === 'serializable' ? mssql.ISOLATION_LEVEL.SERIALIZABLE : undefined);
  }

  commitTransaction(connection: PooledConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PooledConnection): Promise<void> {
    return connection.rollback();
  }

  async destroy(): Promise<void> {
    await this.#pool.close();
  }
}

/** Single statements take whatever connection is free; a transaction holds one until it ends. */
class PooledConnection implements DatabaseConnection {
  readonly #pool: mssql.ConnectionPool;
  #transaction: mssql.Transaction | undefined;

  constructor(pool: mssql.ConnectionPool) {
    this.#pool = pool;
  }

  async begin(isolation: mssql.IIsolationLevel | undefined): Promise<void> {
    const transaction = new mssql.Transaction(this.#pool);
    await transaction.begin(isolation ?? mssql.ISOLATION_LEVEL.READ_COMMITTED);
    this.#transaction = transaction;
  }

  async commit(): Promise<void> {
    await this.#transaction?.commit();
    this.#transaction = undefined;
  }

  async rollback(): Promise<void> {
    try {
      await this.#transaction?.rollback();
    } catch (error) {
      // The server has rolled back already, as it does with a deadlock's victim.
      if (!(error instanceof mssql.TransactionError) || error.code !== 'EABORT') throw error;
    } finally {
      this.#transaction = undefined;
    }
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const request = this.#transaction === undefined ? this.#pool.request() : this.#transaction.request();
    parameters.forEach((value, index) => {
      const { type, input } = asInput(value);
      request.input(String(index + 1), type, input);
    });
    const { recordset, rowsAffected } = await request.query<Record<string, unknown>>(sql);
    const affected = rowsAffected.reduce((sum, rows) => sum + rows, 0);
    // What a row holds is what the query's author told Kysely that it holds.
    return { rows: rowsOf(recordset) as R[], numAffectedRows: BigInt(affected) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported; read page by page.');
  }
}

type Input = { type: mssql.ISqlType | (() => mssql.ISqlType); input: unknown };

/** The type of a parameter, chosen by its value. A Date becomes an ISO text, as in SQLite. */
export function asInput(value: unknown): Input {
  if (value === undefined || value === null) return { type: mssql.NVarChar(4000), input: null };
  if (value instanceof Date) return asInput(value.toISOString());
  if (typeof value === 'string') return { type: mssql.NVarChar(value.length > 4000 ? mssql.MAX : 4000), input: value };
  if (typeof value === 'boolean') return { type: mssql.Bit, input: value };
  // As a text: the driver would write larger numbers through a float.
  if (typeof value === 'bigint') return { type: mssql.BigInt, input: String(value) };
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return { type: mssql.Float, input: value };
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not exact; give a bigint.`);
    return { type: mssql.BigInt, input: String(value) };
  }
  if (value instanceof Uint8Array) return { type: mssql.VarBinary(mssql.MAX), input: Buffer.from(value) };
  throw new TypeError(`A ${typeof value} cannot be a parameter; give its text.`);
}

/** The driver gives BIGINT as text; ours are below 2^53. */
function rowsOf(recordset: mssql.IRecordSet<Record<string, unknown>> | undefined): Record<string, unknown>[] {
  if (recordset === undefined) return [];
  const bigints = Object.values(recordset.columns).filter(({ type }) => type === mssql.BigInt);
  for (const { name } of bigints) {
    for (const row of recordset) if (row[name] !== null) row[name] = exactly(row[name]);
  }
  return recordset;
}

function exactly(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is above 2^53.`);
  return number;
}
