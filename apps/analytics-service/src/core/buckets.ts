import { DomainError } from '@causeway/data-model';

export type Interval = 'hour' | 'day' | 'month';

/** How much of an ISO time names its bucket. */
export const prefixLength: Record<Interval, number> = { hour: 13, day: 10, month: 7 };

const rest: Record<Interval, string> = { hour: ':00:00.000Z', day: 'T00:00:00.000Z', month: '-01T00:00:00.000Z' };
const limit = 400;

/** The start of a bucket from its prefix. */
export const startOf = (prefix: string, interval: Interval): string => prefix + rest[interval];

/**
 * The prefixes of every bucket that `[from, to)` touches, in UTC, oldest first.
 *
 * @throws DomainError `bad-query` when `to` is not after `from` or there would be more than 400
 */
export function bucketsOf(from: Date, to: Date, interval: Interval): string[] {
  if (!(to > from)) throw badRange('/to', 'must be after from');
  // Other years have longer ISO texts; an offset can lead there.
  if (from.getUTCFullYear() < 0) throw badRange('/from', 'must not be before the year 0 in UTC');
  if (to.getUTCFullYear() > 9999) throw badRange('/to', 'must not be after the year 9999 in UTC');
  const prefixes: string[] = [];
  const cursor = new Date(startOf(from.toISOString().slice(0, prefixLength[interval]), interval));
  while (cursor < to) {
    if (prefixes.length === limit) throw badRange('/interval', `gives more than ${limit} buckets`);
    prefixes.push(cursor.toISOString().slice(0, prefixLength[interval]));
    step(cursor, interval);
  }
  return prefixes;
}

function step(time: Date, interval: Interval): void {
  if (interval === 'hour') time.setUTCHours(time.getUTCHours() + 1);
  else if (interval === 'day') time.setUTCDate(time.getUTCDate() + 1);
  else time.setUTCMonth(time.getUTCMonth() + 1);
}

const badRange = (pointer: string, message: string): DomainError =>
  new DomainError('bad-query', { detail: `${pointer.slice(1)} ${message}.`, errors: [{ pointer, message }] });
