import { type Insertable, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import type { SqlSeam } from './seam.js';

/** Inserts a row unless its key is taken, and says whether it was inserted. The transaction goes on either way. */
export async function insertIfAbsent<DB, T extends keyof DB & string>(
  seam: SqlSeam,
  trx: Transaction<DB>,
  table: T,
  row: Insertable<DB[T]>,
): Promise<boolean> {
  const columns = Object.entries(row).filter(([, value]) => value !== undefined);
  try {
    await sql`insert into ${sql.table(table)} (${sql.join(columns.map(([name]) => sql.ref(name)))})
      values (${sql.join(columns.map(([, value]) => value))})`.execute(trx);
    return true;
  } catch (error) {
    if (seam.isUniqueViolation(error)) return false;
    throw error;
  }
}

/** A column's new value, or an expression over the row as it is: sql`amount + ${n}`. */
export type NewValues<Row> = { [C in keyof Row]?: Row[C] | RawBuilder<unknown> };

/**
 * Changes the row with this key, or inserts it: `{ key, set, insert }`, where a new row has `key` and `insert`. With
 * `when`, a row for which it does not hold stays as it is, such as one that is newer: sql`version < ${version}`.
 *
 * @returns whether anything was written
 */
export async function upsert<DB, T extends keyof DB & string>(
  seam: SqlSeam,
  trx: Transaction<DB>,
  table: T,
  row: {
    key: Partial<Selectable<DB[T]>>;
    insert: Partial<Insertable<DB[T]>>;
    set: NewValues<Selectable<DB[T]>>;
    when?: RawBuilder<unknown>;
  },
): Promise<boolean> {
  const key = Object.entries(row.key).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  const conditions = row.when === undefined ? key : [...key, row.when];
  const change = sql`update ${sql.table(table)} set ${assignments(row.set)} where ${sql.join(conditions, sql` and `)}`;
  const changed = async () => ((await change.execute(trx)).numAffectedRows ?? 0n) > 0n;
  if (await changed()) return true;
  // The key and the rest make a whole row; only together are they Insertable.
  const whole = { ...row.key, ...row.insert } as Insertable<DB[T]>;
  // Somebody else may insert it between the two statements: then it can be changed after all.
  return (await insertIfAbsent(seam, trx, table, whole)) || changed();
}

/** `a = ..., b = ...` of an update. */
export const assignments = (set: object): RawBuilder<unknown> =>
  sql.join(
    Object.entries(set)
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
  );
