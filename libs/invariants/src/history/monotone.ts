import { versionIn } from './order-model.js';
import type { Sighting } from './sighting.js';
import { tell } from './tell.js';

/** Nobody is shown an older order after a newer one, wherever they look: the order, a list, its timeline, its stream. */
export function wentBack(sightings: readonly Sighting[], from: number): string[] {
  const readers = Map.groupBy(sightings, ({ reader }) => reader);
  return [...readers.values()].flatMap((own) => [
    ...backwards(own, (sighting) => (sighting.kind === 'place' ? 0 : versionIn(sighting)), 'an older version', from),
    ...backwards(own, lengthIn, 'a shorter timeline', from),
  ]);
}

/** A stream tells of one item at a time, in order; a whole timeline tells how long it is. */
const lengthIn = (sighting: Sighting): number =>
  sighting.kind === 'timeline' && sighting.whole ? sighting.items.length : 0;

/** The first time that something decreases from one request to one that began after its end. */
function backwards(
  sightings: readonly Sighting[],
  sizeOf: (sighting: Sighting) => number,
  what: string,
  from: number,
): string[] {
  const sized = sightings.filter((sighting) => sizeOf(sighting) > 0);
  const byEnd = sized.toSorted((a, b) => a.end - b.end);
  let largest: Sighting | undefined;
  let next = 0;
  for (const sighting of sized.toSorted((a, b) => a.start - b.start)) {
    for (let before = byEnd[next]; before !== undefined && before.end < sighting.start; before = byEnd[++next])
      if (largest === undefined || sizeOf(before) > sizeOf(largest)) largest = before;
    if (largest !== undefined && sizeOf(sighting) < sizeOf(largest))
      return [`${sighting.reader} was shown ${what}\n  ${tell(largest, from)}\n  ${tell(sighting, from)}`];
  }
  return [];
}
