import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Plugin } from 'rolldown';
import * as z from 'zod';

const lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().default(false) })),
});

/**
 * Takes a package that is installed at several places in the same version from one of them: npm nests what it cannot lift,
 * and a bundle would hold it as often as it is nested.
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

/** From where to where, the innermost first. */
function sharedPlaces(root: string): { from: string; to: string }[] {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const installed = Object.entries(packages)
    .filter(([folder, { version }]) => folder.includes('node_modules/') && version !== undefined)
    .filter(([folder]) => existsSync(join(root, folder)))
    .map(([folder, { version, dev }]) => ({
      folder,
      dev,
      key: `${folder.replace(/^.*node_modules\//, '')}@${version}`,
    }))
    // What runs in production is there without what tests it.
    .sort(
      (a, b) => Number(a.dev) - Number(b.dev) || a.folder.length - b.folder.length || (a.folder < b.folder ? -1 : 1),
    );
  const at = (folder: string) => join(root, folder) + sep;
  return [...Map.groupBy(installed, ({ key }) => key).values()]
    .flatMap(([first, ...others]) =>
      others.map(({ folder }) => ({ from: at(folder), to: at(first?.folder ?? folder) })),
    )
    .sort((a, b) => b.from.length - a.from.length);
}
