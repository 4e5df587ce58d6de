import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Plugin } from 'rolldown';
import * as z from 'zod';

const lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().default(''), dev: z.boolean().default(false) })),
});

/**
 * Takes a package that is installed at several places in one major version from one of them, the newest: npm nests what it
 * cannot lift, and a bundle would hold it as often as it is nested.
 */
export function oneCopy(root: string): Plugin {
  const places = sharedPlaces(root);
  return {
    name: 'one-copy',
    async resolveId(source, importer, options) {
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (found === null || found.external !== false) return found;
      const place = places.find(({ from }) => found.id.startsWith(from));
      return place === undefined ? found : { ...found, id: place.to + found.id.slice(place.from.length) };
    },
  };
}

type Installed = { folder: string; name: string; version: string; isDev: boolean };

/** From where to where, the innermost first. */
function sharedPlaces(root: string): { from: string; to: string }[] {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const installed = Object.entries(packages)
    .filter(([folder]) => folder.includes('node_modules/') && existsSync(join(root, folder)))
    .map(([folder, { version, dev }]) => ({
      folder,
      version,
      isDev: dev,
      name: folder.replace(/^.*node_modules\//, ''),
    }));
  const groups = Map.groupBy(installed, ({ name, version }) => `${name} ${lineOf(version)}`);
  const at = (folder: string) => join(root, folder) + sep;
  return [...groups.values()]
    .flatMap((group) => {
      const [best, ...others] = group.sort(better);
      return best === undefined ? [] : others.map(({ folder }) => ({ from: at(folder), to: at(best.folder) }));
    })
    .sort((a, b) => b.from.length - a.from.length);
}

/** What runs in production is there without what tests it; of the rest the newest, and of equals the outermost. */
const better = (a: Installed, b: Installed): number =>
  Number(a.isDev) - Number(b.isDev) || compareVersions(b.version, a.version) || a.folder.length - b.folder.length;

/** Versions with the same first number that is not 0 can stand for each other (semver.org, sections 4 and 8). */
const lineOf = (version: string): string => /^(0\.)*\d+/.exec(version)?.[0] ?? version;

const compareVersions = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
