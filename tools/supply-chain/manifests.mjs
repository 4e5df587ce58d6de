import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** The package.json of the root, whose folder is '', and of every workspace: `{ folder, path, manifest }`. */
export function readManifests(root) {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const { workspaces = [] } = read('package.json');
  const paths = globSync(
    workspaces.map((folder) => `${folder}/package.json`),
    { cwd: root },
  ).map((path) => path.replaceAll('\\', '/'));
  return [
    { folder: '', path: 'package.json', manifest: read('package.json') },
    ...paths.sort().map((path) => ({ folder: dirname(path), path, manifest: read(path) })),
  ];
}

/** Everything a package.json depends on, for whatever reason: `{ kind, name, spec }`. */
export const dependenciesOf = (manifest) =>
  kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}).map(([name, spec]) => ({ kind, name, spec })));
