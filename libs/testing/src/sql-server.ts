import { openSql, type SqlStore } from '@causeway/stores/sql';
import {
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
} from 'kysely';

export type RecordingSqlServer<DB> = {
  readonly store: SqlStore<DB>;
  /** What the server was asked while `work` ran, statement by statement, on one line each. */
  asked(work: () => Promise<unknown>): Promise<string[]>;
};

/**
 * A store that speaks SQL Server's dialect to nobody: it writes down each statement and answers that one row was written,
 * and read: `row`, or none without it.
 *
 * @param way what becomes of writes: no row may fit, or every key be taken
 */
export function recordingSqlServer<DB>(row?: object, way: Way = 'all fits'): RecordingSqlServer<DB> {
  const statements: string[] = [];
  const db = new Kysely<DB>({
    dialect: {
      createAdapter: () => new MssqlAdapter(),
      createDriver: () => new OneRowDriver(row === undefined ? [] : [row], way),
      createIntrospector: (database) => new MssqlIntrospector(database),
      createQueryCompiler: () => new MssqlQueryCompiler(),
    },
    log: ({ query }) => {
      // Also of one that failed.
      statements.push(query.sql.replace(/\s+/g, ' ').trim());
    },
  });
  // Nothing is connected before the first statement, and there is none on this one.
  const { dialect } = openSql('mssql://nobody:nothing@localhost/nothing');
  return {
    store: {
      db,
      dialect,
      transaction: (_, fn) => db.transaction().execute(fn),
      write: (_, statement) => statement(db),
      ping: async () => undefined,
      close: () => db.destroy(),
    },
    asked: async (work) => {
      statements.length = 0;
      await work();
      return [...statements];
    },
  };
}

type Way = 'all fits' | 'no row fits' | 'keys are taken';

/** Answers every statement with these rows, and that it wrote one. */
class OneRowDriver extends DummyDriver {
  readonly #rows: object[];
  readonly #way: Way;

  constructor(rows: object[], way: Way) {
    super();
    this.#rows = rows;
    this.#way = way;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    // What a row holds is what the query's author told Kysely that it holds.
    connection.executeQuery = async <R>({ sql }: { sql: string }) => {
      if (this.#way === 'keys are taken' && sql.startsWith('insert')) {
        throw Object.assign(new Error('Violation of PRIMARY KEY constraint.'), { number: 2627 });
      }
      const writes = !/^\s*select/.test(sql);
      return { rows: this.#rows as R[], numAffectedRows: this.#way !== 'all fits' && writes ? 0n : 1n };
    };
    return connection;
  }
}
