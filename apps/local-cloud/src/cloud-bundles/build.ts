import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOf } from './bundle.js';
import type { CloudApp } from './cloud-apps.js';
import { contentsOf, faultsOf } from './contents.js';
import { functionsFiles } from './functions-files.js';
import { licencesOf } from './licences.js';
import { nativePackage } from './native-packages.js';
import { type Files, zipOf } from './zip.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Azure's worker has it, and nobody else. */
const ofTheHost = '@azure/functions-core';

/** A bundle as it was built. Sizes are in bytes. */
export type Built = {
  name: string;
  codeBytes: number;
  zipBytes: number;
  packages: number;
  /** A sentence for everything that must not be so, such as a package that is there twice. */
  faults: readonly string[];
  /** A sentence for everything that is missing, where the rest is of use. */
  warnings: readonly string[];
};

/** Builds an app into `folder/NAME` and `folder/NAME.zip`; what was there before goes when all is there. */
export async function buildCloudApp(app: CloudApp, folder: string): Promise<Built> {
  const { code, map, modules } = await bundleOf(app.doors, [...app.natives, ofTheHost], root);
  const contents = contentsOf(modules, root);
  const natives = await Promise.all(app.natives.map((name) => nativePackage(name, root)));
  const files: Files = Object.assign(
    {
      'index.mjs': Buffer.from(code),
      'index.mjs.map': Buffer.from(map),
      'licences.txt': Buffer.from(licencesOf(contents, root)),
    },
    app.cloud === 'azure' ? functionsFiles : {},
    ...natives.map((one) => one.files),
  );
  const zip = zipOf(files);
  replace(join(folder, app.name), files);
  writeFileSync(join(folder, `${app.name}.zip`), zip);
  const tooLarge = `it has ${kb(zip.length)} kB and may have ${app.mostKb}; see cloud-apps.ts`;
  return {
    name: app.name,
    codeBytes: Buffer.byteLength(code),
    zipBytes: zip.length,
    packages: contents.length,
    faults: [...faultsOf(contents), ...(zip.length > app.mostKb * 1024 ? [tooLarge] : [])],
    warnings: natives.flatMap(({ missing }) => missing),
  };
}

/** Writes the files into `folder`; what was there before goes when all are there. */
export function replace(folder: string, files: Files): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(fresh, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

const kb = (bytes: number): number => Math.ceil(bytes / 1024);
