import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './error-report.js';

type Handler = (event: unknown, context: unknown) => unknown;

/**
 * The function that a handler string such as `index.http` names: a file (.mjs or .js) in the folder, and its export. What
 * the file awaits at its top level is over by then.
 *
 * @throws RuntimeError, or what the file itself throws
 */
export async function loadHandler(folder: string, handlerString: string): Promise<Handler> {
  const [, file, name] = /^([\w-]+)\.(\w+)$/.exec(handlerString) ?? [];
  if (file === undefined || name === undefined) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const path = ['.mjs', '.js'].map((extension) => join(folder, `${file}${extension}`)).find((one) => existsSync(one));
  if (path === undefined) throw new RuntimeError('Runtime.ImportModuleError', `Cannot find module '${file}'`);
  const module: Record<string, unknown> = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw error instanceof SyntaxError ? new RuntimeError('Runtime.UserCodeSyntaxError', String(error)) : error;
  });
  const handler = module[name];
  if (typeof handler !== 'function')
    throw new RuntimeError('Runtime.HandlerNotFound', `${handlerString} is undefined or not exported`);
  // Node 24's runtime takes no callbacks any more; a function that waits for one would never end.
  if (handler.length > 2)
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', 'Handlers with a callback are not supported.');
  return handler as Handler; // a function, and nothing more can be known of it
}
