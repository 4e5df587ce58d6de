import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';

/** A package from the registry, part of a bundle. */
export type Content = {
  name: string;
  version: string;
  licence: string;
  /** Where it is installed, from the repository's root. */
  folder: string;
  /** Whether only what builds and tests needs it. */
  isDev: boolean;
};

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});

/** The packages that these modules belong to, by name; this repository's own are not among them. */
export function contentsOf(modules: readonly string[], root: string): Content[] {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const folders = new Set(modules.flatMap((module) => folderOf(relative(root, module)) ?? []));
  return [...folders].sort().map((folder) => {
    const { version = '', license: licence = '', dev: isDev = false } = packages[folder] ?? {};
    if (version === '') throw new Error(`${folder} is not in package-lock.json; run "npm ci".`);
    return { name: nameOf(folder), version, licence, folder, isDev };
  });
}

/** Two versions of which neither can stand for the other, and why. */
const twoVersions: Readonly<Record<string, string>> = {
  '@azure/abort-controller': '@azure/service-bus 7.9.5 makes controllers of version 1; version 2 has none',
  cookie: '@azure/functions 4 is written for version 0.7, light-my-request for version 1',
};

/** What no bundle may hold, a sentence each. */
export function faultsOf(contents: readonly Content[]): string[] {
  const byName = Map.groupBy(contents, ({ name }) => name);
  const twice = [...byName].filter(([name, all]) => all.length > (name in twoVersions ? 2 : 1));
  return [
    ...contents.filter(({ isDev }) => isDev).map(({ name }) => `${name} is for development only`),
    ...twice.map(
      ([name, all]) => `${name} is there ${all.length} times: ${all.map(({ folder }) => folder).join(', ')}`,
    ),
  ];
}

const installed = 'node_modules/';

/** `a/node_modules/@scope/name` of a file in that package. */
function folderOf(path: string): string | undefined {
  const file = path.split(sep).join('/');
  const start = file.lastIndexOf(installed);
  if (start === -1) return undefined;
  const [first = '', second = ''] = file.slice(start + installed.length).split('/');
  return `${file.slice(0, start)}${installed}${first.startsWith('@') ? `${first}/${second}` : first}`;
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf(installed) + installed.length);
