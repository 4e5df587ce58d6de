import mssql from 'mssql';

type Input = { type: mssql.ISqlType | (() => mssql.ISqlType); input: unknown };

/**
 * The type of a parameter, chosen by its value, so that the text of a statement always comes with the same declaration and
 * its plan is found again. Texts are Unicode like our columns: a comparison of two types would convert the column and lose
 * its index. A Date becomes an ISO text and a boolean 1 or 0, as in SQLite.
 *
 * @throws RangeError for an integer that is not exact, TypeError for what has no type in SQL
 */
export function asInput(value: unknown): Input {
  if (value === undefined || value === null) return { type: mssql.NVarChar(4000), input: null };
  if (value instanceof Date) return asInput(value.toISOString());
  if (typeof value === 'string') return { type: mssql.NVarChar(value.length > 4000 ? mssql.MAX : 4000), input: value };
  if (typeof value === 'boolean') return asInput(value ? 1 : 0);
  // As a text: the driver would write larger numbers through a float.
  if (typeof value === 'bigint') return { type: mssql.BigInt, input: String(value) };
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return { type: mssql.Float, input: value };
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not exact; give a bigint.`);
    return { type: mssql.BigInt, input: String(value) };
  }
  if (value instanceof Uint8Array) return { type: mssql.VarBinary(mssql.MAX), input: Buffer.from(value) };
  throw new TypeError(`A ${typeof value} cannot be a parameter; give its text.`);
}

/**
 * The rows as they are in JavaScript: the driver gives BIGINT as text, and ours are below 2^53.
 *
 * @throws RangeError for one that is not
 */
export function rowsOf(recordset: mssql.IRecordSet<Record<string, unknown>> | undefined): Record<string, unknown>[] {
  if (recordset === undefined) return [];
  const bigints = Object.values(recordset.columns).filter(({ type }) => type === mssql.BigInt);
  for (const { name } of bigints) {
    for (const row of recordset) if (row[name] !== null) row[name] = exactly(row[name]);
  }
  return recordset;
}

function exactly(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is above 2^53.`);
  return number;
}
