import type {
  ColumnDataType,
  Expression,
  Kysely,
  RawBuilder,
  Selectable,
  SelectQueryBuilder,
  Transaction,
} from 'kysely';

/** What `addColumn` takes as a column's type. */
export type ColumnType = ColumnDataType | Expression<unknown>;

/** Which rows to claim, and what the claim writes into them. */
export type Claim<DB, T extends keyof DB & string> = {
  table: T;
  /** The table's primary key. */
  key: keyof DB[T] & string;
  /** Which rows may be claimed: sql`due_at <= ${now}`. */
  where: RawBuilder<unknown>;
  /** Rows with the smallest value in this column come first. */
  orderBy: keyof DB[T] & string;
  limit: number;
  /** Usually when the claim ends, so that the row no longer fits `where` until then. */
  set: Partial<Selectable<DB[T]>>;
};

/**
 * All that differs between SQLite and SQL Server. Everything else is written once, with Kysely; nothing else may ask
 * which database it is.
 */
export interface SqlSeam {
  readonly name: 'sqlite' | 'mssql';

  /** Column of a text of at most `length` characters, compared by code point. Above 4000: of any length, not for keys. */
  text(length: number): ColumnType;
  /** Column of a UUID. */
  readonly id: ColumnType;
  /** Column of a time as an ISO text with milliseconds, which sorts as it reads. */
  readonly time: ColumnType;
  /** Column of an integer below 2^53, money among them. */
  readonly bigint: ColumnType;

  /**
   * `selectFrom(table)` whose rows nobody else can change until the transaction ends:
   * `seam.selectForUpdate(trx, 'payments').selectAll().where('id', '=', id)`.
   */
  selectForUpdate<DB, T extends keyof DB & string>(trx: Transaction<DB>, table: T): SelectQueryBuilder<DB, T, object>;

  /**
   * As `selectForUpdate`, but others may do the same at the same time: only a change of the rows waits. So does a row that
   * comes to be one of them: that there is none stays true until the transaction ends.
   */
  selectForShare<DB, T extends keyof DB & string>(trx: Transaction<DB>, table: T): SelectQueryBuilder<DB, T, object>;

  /** Gives a table another name, in a transaction with whatever else changes. Its indexes keep theirs. */
  renameTable<DB>(trx: Transaction<DB>, from: string, to: string): Promise<void>;

  /** Takes the first rows that nobody else is taking at this moment, writes `set` into them, gives them as they are now. */
  claim<DB, T extends keyof DB & string>(db: Kysely<DB>, claim: Claim<DB, T>): Promise<Selectable<DB[T]>[]>;

  /** The rows of an ordered query from `offset` (0 when absent), at most `limit`. */
  page<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
    limit: number,
    offset?: number,
  ): SelectQueryBuilder<DB, TB, O>;

  /** Whether an insert or an update failed because a primary or unique key is taken. */
  isUniqueViolation(error: unknown): boolean;

  /**
   * Whether a transaction that has not committed may succeed when it is tried again: deadlock, busy, throttled, failing
   * over, connection lost.
   */
  isRetryable(error: unknown): boolean;

  /** Whether the database was too busy to begin: what was asked of it has not happened. */
  isRefusal(error: unknown): boolean;

  /** Whether the server may only not be ready yet: it starts, resumes, or is not to be reached. */
  isStarting(error: unknown): boolean;

  /** Keeps other processes from migrating until the transaction ends. */
  lockMigrations<DB>(trx: Transaction<DB>): Promise<void>;
}
