import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newestBuild } from '../bundles.js';
import { cloudApps } from '../cloud-bundles/cloud-apps.js';

const folder = fileURLToPath(new URL('../../../../dist/cloud/', import.meta.url));

/** What no bundle is made of. */
const neverDeployed = [
  'local-cloud',
  'bench',
  'payment-sandbox',
  'engines',
  'invariants',
  'service-bus-emulator',
  'testing',
];

/** Where the unpacked bundle of an app is. */
export const bundleFolder = (app: string): string => join(folder, app);

/** @throws Error in one sentence where a bundle is missing, or older than what it is made of */
export function requireCloudBundles(): void {
  const needed = newestBuild(neverDeployed);
  for (const { name } of cloudApps) {
    const built = statSync(join(bundleFolder(name), 'index.mjs'), { throwIfNoEntry: false })?.mtimeMs;
    if (built === undefined)
      throw new Error(`dist/cloud has no ${name}: build the bundles with "npm run build:cloud".`);
    if (built < needed)
      throw new Error(`${name} in dist/cloud is older than its sources: build it anew with "npm run build:cloud".`);
  }
}
