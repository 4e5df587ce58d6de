import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes each environment as the file `env` of a folder of its own, for `node --env-file`. Docker mounts that folder alone, so
 * that nobody sees another's.
 */
export function writeEnvironmentFiles(
  folder: string,
  environments: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  for (const [name, environment] of Object.entries(environments)) {
    const lines = Object.entries(environment).map(([variable, value]) => `${variable}='${value}'\n`);
    writeWhole(join(folder, name), 'env', lines.join(''));
  }
}

/** A file that only its owner can read, whole or not at all. */
export function writeWhole(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
