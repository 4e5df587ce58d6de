import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Content } from './contents.js';

/** The licence list of a bundle: of each package what it says of itself, and the text that it comes with. */
export function licencesOf(contents: readonly Content[], root: string): string {
  const parts = contents.map(({ name, version, licence, folder }) =>
    [`${name} ${version}`, `Licence: ${licence}`, ...textsIn(join(root, folder))].join('\n\n'),
  );
  return `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const textsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
