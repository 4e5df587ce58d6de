import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { SystemError } from './system-error.js';

const packageJson = z.object({
  main: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
});

const require = createRequire(import.meta.url);

/**
 * Loads an app as Microsoft's Node worker does: the file that `main` of its package.json names, or all that it matches when
 * it is a pattern; as an ES module when its name or the package's `type` says so.
 *
 * @throws Error whose message begins with `Worker was unable to load entry point`
 */
export async function loadApp(directory: string): Promise<void> {
  const { main, type } = readPackageJson(directory);
  if (main === undefined) return;
  try {
    const files = globSync(main, { cwd: directory });
    if (files.length === 0) throw new SystemError('File does not exist');
    for (const file of files.sort()) await loadFile(join(directory, file), type);
  } catch (error) {
    const said = error instanceof Error ? error : new Error(String(error));
    throw new Error(`Worker was unable to load entry point "${main}": ${said.message}`, { cause: said });
  }
}

/** An app without one has no functions, which is told where that is found out. */
function readPackageJson(directory: string): z.infer<typeof packageJson> {
  try {
    return packageJson.parse(JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')));
  } catch (error) {
    throw new Error(`Worker failed to load package.json: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function loadFile(file: string, type: string | undefined): Promise<void> {
  if (isModule(file, type)) await import(pathToFileURL(file).href);
  else require(file);
}

const isModule = (file: string, type: string | undefined): boolean =>
  file.endsWith('.mjs') || (!file.endsWith('.cjs') && type === 'module');
