import { isPseudonym, isSamePerson } from '@causeway/data-model';
import type { Fingerprint } from './ports.js';

/**
 * Whether a row is as its source holds it. An erasure reaches one of the two first, and changes nothing that is counted:
 * until it has reached the other, each may call the customer otherwise, and the hash may be of what was erased.
 */
export function isSameRow(row: Fingerprint | undefined, source: Fingerprint): boolean {
  if (row === undefined || row.rest !== source.rest) return false;
  if (row.person === null || source.person === null) return row.person === source.person && isSameHash(row, source);
  if (isPseudonym(row.person) || isPseudonym(source.person)) return isSamePerson(row.person, source.person);
  return row.person === source.person && isSameHash(row, source);
}

const isSameHash = (row: Fingerprint, source: Fingerprint): boolean =>
  row.hashes.every((hash) => source.hashes.includes(hash));
