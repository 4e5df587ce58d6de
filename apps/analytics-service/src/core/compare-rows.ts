import { type ChangeItem, order, paymentState, productState } from '@causeway/data-model';
import type { Clock, Copy, Findings, SourceKind, SourceRow, Sources } from './ports.js';
import { isSameRow } from './same-row.js';

/** A row this young may still be on its way as an event. */
const graceMs = 30_000;

export type Tally = Findings & { behind: number };

type Tools = { sources: Sources; copy: Copy; clock: Clock };

/** Those of the source's items that the copy does not hold as they are. */
export async function suspectsAmong(copy: Copy, kind: SourceKind, items: readonly ChangeItem[]): Promise<string[]> {
  const ids = items.map(({ id }) => id);
  const known = new Map((await copy.known(kind, ids)).map((row) => [row.id, row.fingerprint]));
  return items.filter((item) => !isSameRow(known.get(item.id), copy.expected(sourceRow(item)))).map(({ id }) => id);
}

/**
 * Judges rows and mends them. Our rows are read first and the source is asked after that: it knows whatever an event can
 * have told us, so that a row it does not know, or knows only in an older version, is wrong and not early. What changes
 * between the reading and the mending is left alone.
 *
 * @param within rows of which the source's last change is younger than this (milliseconds) are left to their events
 */
export async function settleRows(
  { sources, copy, clock }: Tools,
  kind: SourceKind,
  ids: readonly string[],
  tally: Tally,
  within = graceMs,
): Promise<void> {
  if (ids.length === 0) return;
  const known = new Map((await copy.known(kind, ids)).map((row) => [row.id, row]));
  const held = new Map((await sources.ask(kind, ids)).map((item) => [item.id, item]));
  const now = clock.now();
  const settle = async (id: string): Promise<void> => {
    const [row, item] = [known.get(id), held.get(id)];
    if (item === undefined) {
      if (row === undefined) return;
      if (isYoung(row.projectedAt, now, within)) tally.behind += 1;
      else if (await copy.remove(kind, id, row)) count(tally, 'differing');
      return;
    }
    const source = sourceRow(item);
    if (isSameRow(row?.fingerprint, copy.expected(source))) return;
    if (isYoung(source.state.updatedAt, now, within)) tally.behind += 1;
    else if (await copy.repair(source, row, now)) count(tally, row === undefined ? 'missing' : 'differing');
  };
  await Promise.all(ids.map(settle));
}

/** Times of the future are nobody's: they say nothing about when something was written. */
function isYoung(time: string, now: Date, within: number): boolean {
  const age = now.getTime() - Date.parse(time);
  return age >= 0 && age < within;
}

function count(tally: Findings, what: 'missing' | 'differing'): void {
  tally[what] += 1;
  tally.repaired += 1;
}

/** What a source says it holds. @throws ZodError when it is no such thing */
export function sourceRow({ kind, data, deleted }: ChangeItem): SourceRow {
  if (kind === 'order') return { kind, state: order.parse(data) };
  if (kind === 'payment') return { kind, state: paymentState.parse(data) };
  return { kind, state: productState.parse(data), deleted: deleted === true };
}
