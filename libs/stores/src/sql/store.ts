import { AsyncLocalStorage } from 'node:async_hooks';
import { isCloudHost, passwordInUrl } from '@causeway/runtime/env';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { Kysely, sql, type Transaction } from 'kysely';
import * as z from 'zod';
import { MssqlPoolDialect } from './mssql-dialect.js';
import { mssqlSeam } from './mssql-seam.js';
import { isProvenAndEncrypted } from './mssql-url.js';
import { retrying } from './retrying.js';
import type { SqlSeam } from './seam.js';
import { NodeSqliteDialect } from './sqlite-dialect.js';
import { sqliteSeam } from './sqlite-seam.js';

/** The setting of a service that keeps its data in SQL. */
export const sqlEnv = z.object({
  SQL_URL: z
    .string()
    .regex(/^(sqlite:.+|mssql:\/\/.+)$/, 'must be sqlite:/path/file.db or mssql://user:password@host:1433/database')
    .meta({
      description:
        'The database: `sqlite:/path/file.db` (`sqlite::memory:` keeps nothing) or `mssql://user:password@host:1433/database?encrypt=true`, without user and password where the server knows the process by its identity. Its tables are made and migrated at the start.',
      secret: passwordInUrl({
        needless: ({ protocol }) => protocol === 'sqlite:',
        knowsByToken: (url) => isCloudHost(url.hostname) && isProvenAndEncrypted(url),
        from: { local: 'a file, which needs none', docker: "the container's environment" },
      }),
    }),
});
export type SqlSettings = z.infer<typeof sqlEnv>;

/** What reads can be written with, and nothing else. */
export type SqlReader<DB> = Pick<Kysely<DB>, 'selectFrom'>;

export type SqlStore<DB> = {
  /** For reading, outside of transactions. Inside a transaction only the transaction may be used. */
  readonly db: SqlReader<DB>;
  readonly dialect: SqlSeam;
  /**
   * Runs `fn` in a transaction (read committed, or stronger), commits, and passes the point; an error rolls back.
   * Deadlocks, busy and throttled databases and lost connections are tried again with jitter, up to 10 times within 3 s:
   * `fn` can run more than once. A commit whose answer is lost is never tried again here: it may have happened.
   *
   * @throws DomainError `unavailable` when the database stayed busy, or did not say whether it committed
   */
  transaction<T>(point: Failpoint, fn: (trx: Transaction<DB>) => Promise<T>): Promise<T>;
  /**
   * Runs one statement that writes, which commits by itself, and passes the point. What the database refused because it was
   * busy is tried again, as a transaction is.
   *
   * @throws DomainError `unavailable` when the database stayed busy
   */
  write<T>(point: Failpoint, statement: (db: Kysely<DB>) => Promise<T>): Promise<T>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Opens the database the URL names: SQLite in this process, or SQL Server through a pool of connections, opened on first use. */
export function openSql<DB>(url: string): SqlStore<DB> {
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const [dialect, seam] = url.startsWith('sqlite:')
    ? [new NodeSqliteDialect(url.slice('sqlite:'.length), () => inside.getStore()?.open === true), sqliteSeam]
    : [new MssqlPoolDialect(url), mssqlSeam];
  const db = new Kysely<DB>({ dialect });
  return {
    db,
    dialect: seam,
    write: (point, statement) => retrying(seam.isRefusal, () => statement(db)).then(passing(point)),
    transaction: (point, fn) =>
      retrying(seam.isRetryable, () => {
        const state = { open: true };
        const run = (trx: Transaction<DB>) => inside.run(state, () => fn(trx));
        return db
          .transaction()
          .execute(run)
          .finally(() => {
            state.open = false;
          });
      }).then(passing(point)),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}

const passing =
  (point: Failpoint) =>
  <T>(result: T): T => {
    point.pass();
    return result;
  };
