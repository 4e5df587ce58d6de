import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { NodeSqliteConnection } from './sqlite-connection.js';

/** Transactions that become durable together: one fsync for all that wait. */
type Group = { since: number; members: { resolve: () => void; reject: (error: unknown) => void }[] };

const mostInGroup = 50;
const longestGroupMs = 10;

/**
 * One connection, lent to one user at a time in the order of asking: `node:sqlite` is synchronous, so a second one could
 * only block the first. While others are waiting, a transaction that ends hands the connection on before it is
 * committed, and all of them are committed by one write to disk; nobody hears "committed" before that.
 */
export class NodeSqliteDriver implements Driver {
  readonly #connection: NodeSqliteConnection;
  readonly #isInTransaction: () => boolean;
  readonly #waiting: (() => void)[] = [];
  #isLent = false;
  #group: Group | undefined;

  /** @param isInTransaction whether the code that asks for the connection runs inside a transaction on it */
  constructor(file: string, isInTransaction: () => boolean) {
    this.#connection = new NodeSqliteConnection(file);
    this.#isInTransaction = isInTransaction;
  }

  async init(): Promise<void> {}

  /** @throws Error instead of waiting for ever when a transaction's own work asks for the connection it holds. */
  async acquireConnection(): Promise<Lease> {
    if (this.#isInTransaction()) {
      throw new Error('The database was used inside its own transaction; use the transaction that was handed in.');
    }
    await this.#turn();
    return new Lease(this.#connection, () => this.#commitGroup());
  }

  async releaseConnection(lease: Lease): Promise<void> {
    this.#handOn(lease);
  }

  async beginTransaction(lease: Lease): Promise<void> {
    if (this.#group === undefined) {
      // Readers that turn into writers later can fail in the middle; a writer from the start waits at the start.
      this.#connection.run('begin immediate');
      this.#group = { since: performance.now(), members: [] };
    }
    this.#connection.run('savepoint member');
    lease.isInTransaction = true;
  }

  async commitTransaction(lease: Lease): Promise<void> {
    this.#connection.run('release member');
    const durable = new Promise<void>((resolve, reject) => this.#group?.members.push({ resolve, reject }));
    this.#handOn(lease);
    await durable;
  }

  async rollbackTransaction(lease: Lease): Promise<void> {
    lease.isInTransaction = false;
    if (this.#connection.isInTransaction) {
      this.#connection.run('rollback to member');
      this.#connection.run('release member');
    } else {
      // SQLite itself undoes everything when the disk is full or fails.
      this.#failGroup(new Error('SQLite rolled back; is the disk full?'));
    }
  }

  async destroy(): Promise<void> {
    await this.#turn();
    this.#commitGroup();
    this.#connection.close();
  }

  async #turn(): Promise<void> {
    if (this.#isLent) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isLent = true;
  }

  /** Ends the lease and begins the next, before which the group is committed unless it can grow. */
  #handOn(lease: Lease): void {
    if (lease.isReturned) return;
    lease.isReturned = true;
    lease.isInTransaction = false;
    const next = this.#waiting.shift();
    const group = this.#group;
    const canGrow =
      group !== undefined && group.members.length < mostInGroup && performance.now() - group.since < longestGroupMs;
    if (next === undefined || !canGrow) this.#commitGroup();
    if (next === undefined) this.#isLent = false;
    else next();
  }

  #commitGroup(): void {
    const group = this.#group;
    if (group === undefined) return;
    try {
      this.#connection.run('commit');
      this.#group = undefined;
      for (const { resolve } of group.members) resolve();
    } catch (error) {
      if (this.#connection.isInTransaction) this.#connection.run('rollback');
      this.#failGroup(error);
    }
  }

  #failGroup(error: unknown): void {
    const members = this.#group?.members ?? [];
    this.#group = undefined;
    for (const { reject } of members) reject(error);
  }
}

/** The connection in the hands of one user. */
class Lease implements DatabaseConnection {
  readonly #connection: NodeSqliteConnection;
  readonly #commitGroup: () => void;
  isInTransaction = false;
  isReturned = false;

  constructor(connection: NodeSqliteConnection, commitGroup: () => void) {
    this.#connection = connection;
    this.#commitGroup = commitGroup;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // A statement by itself neither joins the group nor sees what is not durable yet.
    if (!this.isInTransaction) this.#commitGroup();
    return this.#connection.execute<R>(query);
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported; read page by page.');
  }
}
