/**
 * The server says that it could not do it now: the statement, and with it the transaction, has not happened.
 *
 * 1205 victim of a deadlock; 1222 lock time-out; 3960, 3966 conflict of two snapshots; 1204 no memory for locks; 8645, 8651
 * no memory for the query. 10928, 10929, 40501, 40549 to 40553, 49918 to 49920 Azure SQL throttles. 40197, 40540, 40143,
 * 40613, 4221, 615, 926 it fails over, is moved, or resumes after a pause.
 * https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues#transient-fault-error-messages-40197-40613-and-others
 * https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-connectivity-issues#transient-errors-transient-faults
 */
const busy = new Set([
  1204, 1205, 1222, 3960, 3966, 8645, 8651, 615, 926, 4221, 10928, 10929, 40143, 40197, 40501, 40540, 40549, 40550,
  40551, 40552, 40553, 40613, 49918, 49919, 49920,
]);

/**
 * Further numbers that pass while a server starts: 4060 the database cannot be opened (yet), 921 and 922 it is recovered,
 * 6005 a shutdown, 17142 paused, 18401 upgraded by a script, 51000 another process migrates (`SqlSeam.lockMigrations`).
 * Not 18456: a wrong password stays wrong, and a paused database says 40613.
 */
const starting = new Set([4060, 921, 922, 6005, 17142, 18401, 51_000]);

/**
 * The connection broke or was never made, in the words of `mssql` and `tedious`. What SqlClient numbers -2, 20, 64, 121, 233,
 * 10053, 10054, 10060 and 11001 are errors of a socket, which reach us as these codes.
 */
const lost = new Set([
  'ESOCKET',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNCLOSED',
  'ETIMEOUT',
  'EINVALIDSTATE',
  'ENOTOPEN',
]);

const taken = new Set([2627, 2601]);

/** Whether the server refused because it was busy: the same transaction may succeed when it is tried again. */
export const isBusy = (error: unknown): boolean => numbersIn(error).some((number) => busy.has(number));

/** Whether there was no connection, or it broke: what was under way is undone by the server, unless it was a commit. */
export const isLost = (error: unknown): boolean =>
  chain(error).some(({ code, name }) => lost.has(String(code)) || name === 'TimeoutError');

/** Whether a server that is starting, resuming or not to be reached yet can be waited for. */
export const isStarting = (error: unknown): boolean =>
  isBusy(error) || isLost(error) || numbersIn(error).some((number) => starting.has(number));

/** Whether a primary or unique key is taken (2627 for a constraint, 2601 for an index). */
export const isTaken = (error: unknown): boolean => numbersIn(error).some((number) => taken.has(number));

/** Whether the server has answered at all. */
export const isAnswer = (error: unknown): boolean => numbersIn(error).length > 0;

type Fault = { number?: unknown; code?: unknown; name?: unknown; originalError?: unknown; precedingErrors?: unknown };

/**
 * The number stands in an error of a statement; in one of a transaction or of a log-in it stands in `originalError`; and where
 * the server said several things, the first of them are `precedingErrors`. `cause` is not looked into: what was made of an
 * error, such as a commit in doubt, is no longer that error.
 */
const numbersIn = (error: unknown): number[] =>
  chain(error).flatMap(({ number }) => (typeof number === 'number' ? [number] : []));

function chain(error: unknown): Fault[] {
  if (typeof error !== 'object' || error === null) return [];
  const fault: Fault = error;
  const before = Array.isArray(fault.precedingErrors) ? fault.precedingErrors : [];
  return [fault, ...[fault.originalError, ...before].flatMap(chain)];
}
