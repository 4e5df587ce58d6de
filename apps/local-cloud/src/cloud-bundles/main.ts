import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { type Built, buildCloudApp, replace } from './build.js';
import { cloudApps } from './cloud-apps.js';
import { siteFiles } from './site.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** `npm run build:cloud`: builds every function app and the files of the site, and says what became of it. Gives the exit code. */
export async function buildCloud(): Promise<number> {
  const folder = join(root, 'dist', 'cloud');
  const built: Built[] = [];
  for (const app of cloudApps) built.push(await buildCloudApp(app, folder));
  replace(join(folder, 'site'), siteFiles());
  console.log(tableOf(built));
  for (const { name, warnings } of built) for (const one of warnings) console.warn(`${name}: ${one}`);
  const faults = built.flatMap(({ name, faults: all }) => all.map((one) => `${name}: ${one}`));
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}

function tableOf(built: readonly Built[]): string {
  const table = new Table({
    head: ['bundle', 'code', 'zip', 'packages'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, codeBytes, zipBytes, packages } of built)
    table.push([`dist/cloud/${name}.zip`, kb(codeBytes), kb(zipBytes), packages]);
  return table.toString();
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1024)} kB`;
