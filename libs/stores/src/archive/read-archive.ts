import type { Blobs } from '../blob.js';
import { erasuresOf } from './erasures.js';
import { container, type Head, head, headName, type Line, type Part, readPart } from './part.js';

/** Parts of the archive are not there or not as they were written. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged';
}

/** A change, and when it was made; `isAll` for what was there when the chain began. */
export type ArchivedChange = Line & { isAll: boolean };

export type Archived = {
  chain: string;
  parts: number;
  /** What was committed before is in the archive, the last moments excepted. */
  completeUntil: string;
  /** Since when events may not have been published. */
  unpublishedSince: string | null;
  /** The pseudonyms of all who are erased, whenever that was: what is read may still hold their ids. */
  erased: ReadonlySet<string>;
  /** In the order they were copied in, a part at a time; what came after the instant is left out. */
  read(): AsyncIterable<ArchivedChange[]>;
};

/**
 * The archive of the newest chain that was whole at that instant.
 *
 * @throws ArchiveDamaged naming every part that is missing or not as it was written
 * @throws Error when there is nothing from before the instant
 */
export async function findArchive(blobs: Blobs, what: string, at: Date): Promise<Archived> {
  const names = await blobs.list(container, `${what}/`);
  const chains = Map.groupBy(names, (name) => name.split('/')[1] ?? '');
  const instant = at.toISOString();
  const candidates = [...chains.keys()]
    .filter((chain) => chain.slice(0, 24) <= instant)
    .sort()
    .reverse();
  for (const chain of candidates) {
    const end = await headOf(blobs, what, chain);
    if (end === undefined) continue;
    const archived = await checked(blobs, { what, chain, end, names: chains.get(chain) ?? [], instant });
    if (archived !== undefined) return archived;
  }
  throw new Error(`There is no ${what} in the archive from before ${instant}; give a later instant.`);
}

/** Whether anything was ever archived under this name. */
export async function hasArchive(blobs: Blobs, what: string): Promise<boolean> {
  return (await blobs.list(container, `${what}/`)).some((name) => name.endsWith('/head.json'));
}

type Found = { what: string; chain: string; end: Head; names: string[]; instant: string };

/** Reads every part once to know that it is as it was written; undefined when the chain was not whole at the instant. */
async function checked(blobs: Blobs, found: Found): Promise<Archived | undefined> {
  const numbered = Map.groupBy(
    found.names.filter((name) => name.endsWith('.ndjson.gz')),
    (name) => Number(/\/(\d{8})-/.exec(name)?.[1]),
  );
  const faults: string[] = [];
  const good: string[] = [];
  let wholeAt: string | undefined;
  let completeUntil = '';
  let unpublishedSince: string | null = null;
  const last = Math.max(found.end.part, ...numbered.keys());
  for (let number = 1; number <= last; number += 1) {
    const names = numbered.get(number) ?? [];
    if (names.length === 0) faults.push(`${nameOf(found, number)} is missing`);
    let isLater = false;
    for (const name of names) {
      const part = await partOf(blobs, name);
      if (part === undefined) {
        faults.push(`${name} is not as it was written`);
        continue;
      }
      const { header, lines } = part;
      if (header.kind === 'all' && header.whole) wholeAt = header.at;
      if (header.kind === 'changes' && lines.every((line) => line.at > found.instant)) isLater = true;
      else good.push(name);
      if (header.at <= found.instant) {
        completeUntil = header.at;
        unpublishedSince = header.unpublishedSince;
      }
    }
    if (isLater) break;
  }
  if (faults.length > 0) {
    throw new ArchiveDamaged(
      `The archive cannot be restored to ${found.instant}: ${faults.join('; ')}. Put the files back, or choose an instant before ${found.chain.slice(0, 24)}.`,
    );
  }
  if (wholeAt === undefined || wholeAt > found.instant) return undefined;
  return {
    chain: found.chain,
    parts: good.length,
    completeUntil,
    unpublishedSince,
    erased: await erasuresOf(blobs, found.what),
    read: () => reading(blobs, good, found.instant),
  };
}

async function* reading(blobs: Blobs, names: readonly string[], instant: string): AsyncGenerator<ArchivedChange[]> {
  for (const name of names) {
    const part = await partOf(blobs, name);
    if (part === undefined) throw new ArchiveDamaged(`${name} changed while it was read.`);
    const isAll = part.header.kind === 'all';
    yield part.lines.filter(({ at }) => isAll || at <= instant).map((line) => ({ ...line, isAll }));
  }
}

const nameOf = ({ what, chain, end }: Found, number: number): string =>
  number === end.part ? end.name : `${what}/${chain}/${String(number).padStart(8, '0')}-*.ndjson.gz`;

async function partOf(blobs: Blobs, name: string): Promise<Part | undefined> {
  const stored = await blobs.get(container, name);
  return stored === undefined ? undefined : readPart(name, stored.bytes);
}

async function headOf(blobs: Blobs, what: string, chain: string): Promise<Head | undefined> {
  const stored = await blobs.get(container, headName(what, chain));
  return stored === undefined ? undefined : head.parse(JSON.parse(stored.bytes.toString('utf8')));
}
