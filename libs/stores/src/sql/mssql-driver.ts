import type { Driver } from 'kysely';
import mssql from 'mssql';
import { PooledConnection } from './mssql-connection.js';

/** Kysely's driver over the pool of `mssql`. */
export class MssqlPoolDriver implements Driver {
  readonly #pool: mssql.ConnectionPool;
  #connected: Promise<unknown> | undefined;

  constructor(config: mssql.config) {
    this.#pool = new mssql.ConnectionPool({ ...config, beforeConnect: tellLoginErrors });
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

  beginTransaction(connection: PooledConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: PooledConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PooledConnection): Promise<void> {
    return connection.rollback();
  }

  async destroy(): Promise<void> {
    // A pool that is still connecting cannot be closed.
    await this.#connected?.catch(() => undefined);
    await this.#pool.close();
  }
}

type Connecting = Parameters<NonNullable<mssql.config['beforeConnect']>>[0];

/** A log-in that fails becomes an error without the server's number; whether it is worth waiting depends on that number. */
function tellLoginErrors(connection: Connecting): void {
  let number: number | undefined;
  connection.on('errorMessage', (message: { number: number }) => {
    number = message.number;
  });
  connection.on('connect', (error?: Error) => {
    if (error !== undefined && number !== undefined) Object.assign(error, { number });
  });
}
