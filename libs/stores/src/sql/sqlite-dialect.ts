import { type Dialect, type Driver, type Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { NodeSqliteDriver } from './sqlite-driver.js';

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
