import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
} from 'kysely';
import type { PooledConnection } from './mssql-connection.js';
import type { MssqlPoolDriver } from './mssql-driver.js';
import { poolConfig } from './mssql-url.js';

/** Kysely over the pool of `mssql`. */
export class MssqlPoolDialect implements Dialect {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  createDriver(): Driver {
    return new LateDriver(this.#url);
  }

  createQueryCompiler() {
    return new MssqlQueryCompiler();
  }

  createAdapter() {
    return new LockedByTransactionAdapter();
  }

  createIntrospector(db: Kysely<unknown>) {
    return new MssqlIntrospector(db);
  }
}

/** Migrations run inside one transaction that has taken its lock already (`SqlSeam.lockMigrations`). */
class LockedByTransactionAdapter extends MssqlAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/** Loads `mssql` with the first connection: it takes 15 MB and 200 ms that nobody on SQLite should pay. */
class LateDriver implements Driver {
  readonly #url: string;
  #driver: Promise<MssqlPoolDriver> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return (await this.#loaded()).acquireConnection();
  }

  async releaseConnection(): Promise<void> {}

  // Connections come from acquireConnection above, and from nowhere else.
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await (await this.#loaded()).beginTransaction(connection as PooledConnection);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (await this.#loaded()).commitTransaction(connection as PooledConnection);
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (await this.#loaded()).rollbackTransaction(connection as PooledConnection);
  }

  async destroy(): Promise<void> {
    await (await this.#driver)?.destroy();
  }

  #loaded(): Promise<MssqlPoolDriver> {
    this.#driver ??= import('./mssql-driver.js').then((file) => new file.MssqlPoolDriver(poolConfig(this.#url)));
    return this.#driver;
  }
}
