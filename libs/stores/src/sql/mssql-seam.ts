import { type Kysely, type Selectable, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import { isBusy, isLost, isStarting, isTaken } from './mssql-errors.js';
import type { Claim, SqlSeam } from './seam.js';
import { assignments } from './writes.js';

// Texts compare by code point, as SQLite's do, and parameters are Unicode: a varchar column would lose its index to them.
const text = (length: number) =>
  sql`nvarchar(${sql.raw(length > 4000 ? 'max' : String(length))}) collate Latin1_General_100_BIN2`;

export const mssqlSeam: SqlSeam = {
  name: 'mssql',
  text,
  id: text(36),
  time: text(24),
  bigint: 'bigint',
  selectForUpdate: (trx, table) => selectLocked(trx, table, 'updlock, rowlock'),
  // Shared locks until the end, also where read committed reads versions, and on the gap where there is no such row.
  selectForShare: (trx, table) => selectLocked(trx, table, 'serializable, rowlock'),
  renameTable: async (trx, from, to) => {
    await sql`exec sp_rename ${from}, ${to}`.execute(trx);
  },
  claim,
  page: (query, limit, offset = 0) => query.offset(offset).fetch(limit),
  isUniqueViolation: isTaken,
  isRetryable: (error) => isBusy(error) || isLost(error),
  isRefusal: isBusy,
  isStarting,
  lockMigrations: async (trx) => {
    // A procedure that got no lock only returns a negative number; the wait is shorter than a request may take.
    await sql`
      declare @outcome int;
      exec @outcome = sp_getapplock @Resource = 'causeway migrations', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 4000;
      if @outcome < 0 throw 51000, 'Another process is migrating the database; start again.', 1;`.execute(trx);
  },
};

function selectLocked<DB, T extends keyof DB & string>(trx: Transaction<DB>, table: T, hints: string) {
  // A table hint stands behind the alias, so the alias carries it.
  const locked = sql.table(table).as(sql`${sql.id(table)} with (${sql.raw(hints)})`);
  // Kysely cannot see that the raw expression is that table under its own name.
  return trx.selectFrom(locked as never) as unknown as SelectQueryBuilder<DB, T, object>;
}

async function claim<DB, T extends keyof DB & string>(
  db: Kysely<DB>,
  { table, where, orderBy, limit, set }: Claim<DB, T>,
): Promise<Selectable<DB[T]>[]> {
  // readpast steps over rows that are being claimed; under read committed snapshot it needs readcommittedlock.
  const { rows } = await sql<Selectable<DB[T]>>`
    with claimed as (
      select top (${limit}) * from ${sql.table(table)} with (updlock, rowlock, readpast, readcommittedlock)
      where ${where} order by ${sql.ref(orderBy)}
    )
    update claimed set ${assignments(set)} output inserted.*`.execute(db);
  return rows;
}
