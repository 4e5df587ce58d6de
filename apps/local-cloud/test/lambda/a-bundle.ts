import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSettings } from '../../src/hosts/lambda/function-settings.js';

const folders: string[] = [];

/** A bundle with this code, in a folder of its own that `removeBundles` removes. */
export function aBundle(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bundle-'));
  folders.push(folder);
  writeFileSync(join(folder, 'index.mjs'), code);
  return folder;
}

export function removeBundles(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A function whose `http` export this code is. */
export const aFunction = (code: string, others: Partial<FunctionSettings> = {}): FunctionSettings => ({
  name: 'causeway-test-http',
  handler: 'index.http',
  folder: aBundle(code),
  memory: 128,
  timeoutMs: 10_000,
  concurrency: 2,
  region: 'eu-west-1',
  env: { PATH: process.env.PATH ?? '' },
  ...others,
});
