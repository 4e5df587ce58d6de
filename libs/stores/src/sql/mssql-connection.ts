import { unavailable } from '@causeway/data-model';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import mssql from 'mssql';
import { isAnswer, isBusy, isLost } from './mssql-errors.js';
import { asInput, rowsOf } from './mssql-values.js';
import { retrying } from './retrying.js';

/** SQL Server takes 2100, and `sp_executesql` needs two of them for itself. */
const mostParameters = 2098;
const schemaChange = /^\s*(create|alter|drop)\s/i;
const schemaChangeTimeoutMs = 60_000;

/** Single statements take whatever connection is free; a transaction holds one until it ends. */
export class PooledConnection implements DatabaseConnection {
  readonly #pool: mssql.ConnectionPool;
  #transaction: mssql.Transaction | undefined;
  #held: Held | undefined;

  constructor(pool: mssql.ConnectionPool) {
    this.#pool = pool;
  }

  async begin(): Promise<void> {
    const transaction = new mssql.Transaction(this.#pool);
    await transaction.begin(mssql.ISOLATION_LEVEL.READ_COMMITTED);
    this.#transaction = transaction;
    this.#held = heldBy(transaction);
  }

  /** @throws DomainError `unavailable` when the server's answer did not come: it may have committed, or not. */
  async commit(): Promise<void> {
    const { transaction, held } = this.#end();
    try {
      await transaction?.commit();
    } catch (error) {
      if (isAborted(error)) throw error;
      // The client gives the connection back to the pool, perhaps with the transaction still open on it.
      held?.close();
      if (isAnswer(error)) throw error;
      throw unavailable('The database did not say whether it committed.', error);
    }
  }

  /** Never throws: what made the transaction fail is what the caller has to hear. */
  async rollback(): Promise<void> {
    const { transaction, held } = this.#end();
    try {
      await transaction?.rollback();
    } catch (error) {
      // As a deadlock's victim it is rolled back already. Otherwise its connection ends, and so does the transaction: given
      // back to the pool with it, it would keep its locks.
      if (!isAborted(error)) held?.close();
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // What reads can be asked again, also after its connection was lost. What writes may have happened then: `SqlStore.write`
    // tries it again where it was refused.
    const reads = query.query.kind === 'SelectQueryNode';
    if (this.#transaction !== undefined || !reads) return this.#execute(query);
    return retrying(
      (error) => isBusy(error) || isLost(error),
      () => this.#execute<R>(query),
    );
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported; read page by page.');
  }

  async #execute<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (parameters.length > mostParameters) {
      throw new RangeError(`A statement has ${parameters.length} parameters; SQL Server takes ${mostParameters}.`);
    }
    const request = this.#request(schemaChange.test(sql) ? { requestTimeout: schemaChangeTimeoutMs } : {});
    parameters.forEach((value, index) => {
      const { type, input } = asInput(value);
      request.input(String(index + 1), type, input);
    });
    const { recordset, rowsAffected } = await request.query<Record<string, unknown>>(sql);
    const affected = rowsAffected.reduce((sum, rows) => sum + rows, 0);
    // What a row holds is what the query's author told Kysely that it holds.
    return { rows: rowsOf(recordset) as R[], numAffectedRows: BigInt(affected) };
  }

  #request(options: { requestTimeout?: number }): mssql.Request {
    const owner = this.#transaction ?? this.#pool;
    // `mssql` takes the options, its types do not say so.
    return (owner as { request(given: typeof options): mssql.Request }).request(options);
  }

  #end() {
    const ended = { transaction: this.#transaction, held: this.#held };
    this.#transaction = undefined;
    this.#held = undefined;
    return ended;
  }
}

/** The connection of `tedious` that a transaction runs on. */
type Held = { close(): void };

/** `mssql` gives it back to the pool whatever became of the transaction on it, and has no word for closing it. */
const heldBy = (transaction: mssql.Transaction): Held | undefined =>
  (transaction as unknown as { _acquiredConnection?: Held })._acquiredConnection;

const isAborted = (error: unknown): boolean => error instanceof mssql.TransactionError && error.code === 'EABORT';
