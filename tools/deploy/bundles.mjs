import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from './stop.mjs';

/** By cloud: the bundles that run there, each `dist/cloud/NAME.zip`. */
export const bundles = {
  aws: ['identity-service', 'product-service', 'order-service'],
  azure: ['payment-service', 'notification-service', 'analytics-service', 'bridge'],
};

const sources = ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'package-lock.json'];

/** The zip of a bundle. */
export const zipOf = (root, name) => join(root, 'dist', 'cloud', `${name}.zip`);

/** Throws Stop unless every bundle is there and younger than what it is made of. */
export function checkBundles(root, names, say) {
  const missing = names.filter((name) => !existsSync(zipOf(root, name)));
  if (missing.length > 0) throw new Stop(`There is no bundle of ${missing.join(', ')}; run \`npm run build:cloud\`.`);
  const newest = newestOf(root);
  const old = names.filter((name) => statSync(zipOf(root, name)).mtimeMs < newest.changed);
  if (old.length > 0) {
    throw new Stop(`${newest.file} is younger than the bundle of ${old.join(', ')}; run \`npm run build:cloud\`.`);
  }
  say(`Bundles: ${names.length}, fresh`);
}

function newestOf(root) {
  const files = globSync(sources, { cwd: root }).filter((file) => !/\.spec\.ts$/.test(file));
  const dated = files.map((file) => ({ file, changed: statSync(join(root, file)).mtimeMs }));
  return dated.reduce((newest, one) => (one.changed > newest.changed ? one : newest), { file: '', changed: 0 });
}
