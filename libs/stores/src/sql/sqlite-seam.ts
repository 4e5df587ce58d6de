import { type Kysely, type Selectable, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { Claim, SqlSeam } from './seam.js';
import { assignments } from './writes.js';

// https://www.sqlite.org/rescode.html
const busy = 5;
const locked = 6;
const primaryKeyTaken = 1555;
const uniqueKeyTaken = 2067;

/** SQLite has one writer, and transactions begin as writers: what one has read, no other can change before it ends. */
export const sqliteSeam: SqlSeam = {
  name: 'sqlite',
  text: () => 'text',
  id: 'text',
  time: 'text',
  bigint: 'bigint',
  selectForUpdate,
  selectForShare: selectForUpdate,
  renameTable: async (trx, from, to) => {
    await sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(trx);
  },
  claim,
  page: (query, limit, offset = 0) => query.limit(limit).offset(offset),
  isUniqueViolation: (error) => [primaryKeyTaken, uniqueKeyTaken].includes(codeOf(error)),
  isRetryable: isRefusal,
  isRefusal,
  isStarting: () => false,
  lockMigrations: async () => undefined,
};

function selectForUpdate<DB, T extends keyof DB & string>(trx: Transaction<DB>, table: T) {
  // Kysely cannot see through the generic table that this is a query over that table alone.
  return trx.selectFrom(table) as unknown as SelectQueryBuilder<DB, T, object>;
}

async function claim<DB, T extends keyof DB & string>(
  db: Kysely<DB>,
  { table, key, where, orderBy, limit, set }: Claim<DB, T>,
): Promise<Selectable<DB[T]>[]> {
  const { rows } = await sql<Selectable<DB[T]>>`
    update ${sql.table(table)} set ${assignments(set)}
    where ${sql.ref(key)} in (
      select ${sql.ref(key)} from ${sql.table(table)} where ${where} order by ${sql.ref(orderBy)} limit ${limit}
    )
    returning *`.execute(db);
  return rows;
}

function isRefusal(error: unknown): boolean {
  // The lowest byte of an extended result code is the primary one.
  return [busy, locked].includes(codeOf(error) & 0xff);
}

// Not `instanceof Error`: an error of Node's own can come from another realm than this code, as it does under jest.
const codeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : 0;
