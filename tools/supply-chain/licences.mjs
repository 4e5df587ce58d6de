import satisfies from 'spdx-satisfies';
import { installed } from './locked.mjs';

const file = 'tools/supply-chain/allowed-licences.mjs';

/**
 * Packages whose licence is not among those allowed, and reviews of packages that are not there: a sentence each.
 *
 * @param packages those of package-lock.json; without `dev` a package counts as production
 * @param allowed `{ production, development, reviewed }`: SPDX identifiers, and what was read by a person
 */
export function licenceFaults(packages, { production, development, reviewed }) {
  const found = installed(packages).map(({ name, entry }) => ({
    name,
    version: entry.version,
    says: entry.license,
    use: entry.dev ? 'development' : 'production',
  }));
  const isReview = (one) => (review) => review.name === one.name && review.says === one.says;
  const faults = found
    .filter((one) => !reviewed.some(isReview(one)))
    .flatMap((one) => faultOf(one, one.use === 'development' ? development : production));
  const stale = reviewed
    .filter((review) => !found.some((one) => isReview(one)(review)))
    .map(
      ({ name, says }) => `${file} reviews ${name} with the licence '${says}', which is not installed; take it out.`,
    );
  return [...new Set([...faults, ...stale])];
}

function faultOf({ name, version, says, use }, allowed) {
  const what = `${name}@${version}, used in ${use},`;
  const review = `read what it says about itself and list it under reviewed in ${file}, or take another package.`;
  if (says === undefined) return [`${what} names no licence; ${review}`];
  switch (verdictOn(says, allowed)) {
    case 'allowed':
      return [];
    case 'unreadable':
      return [`${what} has the licence '${says}', which is no SPDX expression; ${review}`];
    default:
      return [
        `${what} has the licence ${says}, which is not allowed there; take another package, or allow the licence in ${file} after reading it.`,
      ];
  }
}

function verdictOn(expression, allowed) {
  try {
    return satisfies(expression, allowed) ? 'allowed' : 'refused';
  } catch {
    return 'unreadable';
  }
}
