import { keyOf } from '../supply-chain/locked.mjs';

/**
 * What runs with these apps: they themselves, and all that their dependencies lead to. npm's own list would leave out
 * what only one workspace takes for its tests and another for its work.
 *
 * @param packages those of package-lock.json
 * @param apps folders, such as `apps/order-service`
 * @returns a Map of each package's key to the keys of those it needs
 * @throws Error when the lock lacks something that is needed
 */
export function deployed(packages, apps) {
  const found = new Map();
  const waiting = [...apps];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (found.has(key)) continue;
    const needed = neededBy(packages, key);
    found.set(key, needed);
    waiting.push(...needed);
  }
  return found;
}

/** Optional peers are not needed: what deploys with them is there because something else needs it. */
function neededBy(packages, key) {
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = packages[key];
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  const spared = new Set([...Object.keys(optionalDependencies), ...peers]);
  const names = new Set([...Object.keys(dependencies), ...spared]);
  return [...names].flatMap((name) => {
    const target = keyOf(packages, key, name);
    if (target !== undefined) return packages[target].link ? packages[target].resolved : target;
    if (spared.has(name)) return [];
    throw new Error(`package-lock.json lacks ${name}, which ${key} needs; run "npm install" and try again.`);
  });
}
