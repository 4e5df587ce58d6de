import type { Failpoint } from '@causeway/runtime/failpoints';
import type { Blobs } from '../blob.js';
import { container } from './part.js';

/** Beside the archive and not in it: where a lifecycle rule for old chains does not reach. */
const prefixOf = (what: string): string => `${what}-erasures/`;

/**
 * Writes beside an archive that somebody is erased: every restore applies it, to whatever instant. A repeat changes nothing.
 *
 * @param pseudonym who it is in the rows that stay
 */
export const noteErasure = (blobs: Blobs, what: string, pseudonym: string, point: Failpoint): Promise<void> =>
  blobs.put(point, container, `${prefixOf(what)}${pseudonym}`, '', 'text/plain');

/** The pseudonyms of all who are erased. */
export async function erasuresOf(blobs: Blobs, what: string): Promise<ReadonlySet<string>> {
  const prefix = prefixOf(what);
  return new Set((await blobs.list(container, prefix)).map((name) => name.slice(prefix.length)));
}
