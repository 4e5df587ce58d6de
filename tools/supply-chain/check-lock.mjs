import { isDeepStrictEqual } from 'node:util';
import { installed, keyOf } from './locked.mjs';
import { dependenciesOf } from './manifests.mjs';

const registry = 'https://registry.npmjs.org/';
const again = 'run "npm install" and commit package-lock.json';

/**
 * Where package-lock.json does not say what every package.json says, and what in it could be another package tomorrow
 * than today: a sentence each.
 *
 * @param manifests what `readManifests` returns
 * @param lock package-lock.json
 * @param npmrc the text of the repository's .npmrc, '' without one
 */
export function lockFaults(manifests, { lockfileVersion, packages = {} }, npmrc = '') {
  if (lockfileVersion !== 3) return [`package-lock.json has lockfileVersion ${lockfileVersion}, not 3; ${again}.`];
  return [
    ...manifests.flatMap((one) => disagreements(one, packages)),
    ...Object.entries(packages)
      .filter(([, entry]) => entry.link)
      .flatMap(([key, entry]) => strayLink(key, entry, packages)),
    ...installed(packages).flatMap(unsureOrigin),
    ...otherRegistries(npmrc),
  ];
}

function disagreements({ folder, path, manifest }, packages) {
  const locked = packages[folder];
  if (locked === undefined) return [`package-lock.json does not know ${path}; ${again}.`];
  const asLocked = dependenciesOf(locked);
  const declared = dependenciesOf(manifest);
  if (!isDeepStrictEqual(sorted(declared), sorted(asLocked)))
    return [`package-lock.json has other dependencies than ${path}; ${again}.`];
  return declared
    .filter(({ spec }) => !spec.startsWith('file:'))
    .flatMap((one) => otherVersion(folder, path, one, packages));
}

const sorted = (dependencies) => dependencies.map(({ kind, name, spec }) => `${kind} ${name} ${spec}`).sort();

function otherVersion(folder, path, { name, spec }, packages) {
  const key = keyOf(packages, folder, name);
  if (key === undefined) return [`package-lock.json does not hold ${name}, which ${path} depends on; ${again}.`];
  const entry = packages[key].link ? packages[packages[key].resolved] : packages[key];
  return entry?.version === spec
    ? []
    : [`package-lock.json holds ${name} ${entry?.version} for ${path}, which names ${spec}; ${again}.`];
}

function strayLink(key, { resolved }, packages) {
  const isOurs = resolved !== undefined && !resolved.startsWith('..') && packages[resolved] !== undefined;
  return isOurs
    ? []
    : [`package-lock.json links ${key} to ${resolved}, which is no package of this repository; ${again}.`];
}

/** What lies inside another package's archive (`inBundle`) is covered by the hash of that one. */
function unsureOrigin({ key, name, entry: { version, integrity, resolved, inBundle } }) {
  const faults = [];
  if (!inBundle && !/^sha512-/.test(integrity ?? ''))
    faults.push(
      `package-lock.json has no SHA-512 for ${name}@${version} (${key}): what is installed could be anything; remove that entry and ${again}.`,
    );
  if (resolved !== undefined && !resolved.startsWith(`${registry}${name}/-/`))
    faults.push(
      `package-lock.json takes ${name}@${version} (${key}) from ${resolved}, not from ${registry}${name}; take it from the registry and ${again}.`,
    );
  return faults;
}

/** Where the lock names no address, npm takes its registry: the repository's own .npmrc may name no other one. */
function otherRegistries(npmrc) {
  return npmrc.split('\n').flatMap((line) => {
    const [key, ...value] = line.split('=').map((part) => part.trim());
    if (key !== 'registry' && !key.endsWith(':registry')) return [];
    const isKnown = value.join('=').replace(/\/$/, '') === registry.slice(0, -1);
    return isKnown ? [] : [`.npmrc has '${line.trim()}', but packages come from ${registry}; take that line out.`];
  });
}
