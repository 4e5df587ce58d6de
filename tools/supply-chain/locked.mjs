// How package-lock.json (lockfileVersion 3) is read: its `packages` are keyed by folder, as Node would find them.

/** The name of the package at a key of the lock: what it says itself, or else what its folder is called. */
export const nameAt = (key, { name }) =>
  name ?? (key.includes('node_modules/') ? key.split('node_modules/').at(-1) : key.split('/').at(-1));

/** The key that a package in `folder` finds `name` under, as Node resolves it; undefined when there is none. */
export function keyOf(packages, folder, name) {
  const parts = folder.split('/').filter((part) => part !== '');
  for (let depth = parts.length; depth >= 0; depth--) {
    const key = [...parts.slice(0, depth), 'node_modules', name].join('/');
    if (packages[key] !== undefined) return key;
  }
  return undefined;
}

/** The entries of what comes from outside of this repository: `{ key, name, entry }`. */
export const installed = (packages) =>
  Object.entries(packages)
    .filter(([key, entry]) => key.includes('node_modules/') && !entry.link)
    .map(([key, entry]) => ({ key, name: nameAt(key, entry), entry }));
