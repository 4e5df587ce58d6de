import { readFile } from 'node:fs/promises';
import { init, parse } from 'es-module-lexer';

/** What a file of JavaScript exports; it is read and not run. */
export async function exportedNames(file: string): Promise<ReadonlySet<string>> {
  await init;
  const [, exports] = parse(await readFile(file, 'utf8'), file);
  return new Set(exports.map(({ n }) => n));
}
