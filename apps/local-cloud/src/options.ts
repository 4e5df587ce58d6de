import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface Options {
  port: number;
  fresh: boolean;
  dev: boolean;
  dataDir: string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The command line of `npm start`.
 *
 * @throws Error with one sentence when an option is unknown or wrong.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      fresh: { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_500) {
    throw new Error(`--port ${values.port} cannot be used; give a number from 1024 to 65500.`);
  }
  const usual = port === 8080 ? 'data' : `data-${port}`;
  const dataDir = values.data === undefined ? resolve(root, '.causeway', usual) : resolve(values.data);
  return { port, fresh: values.fresh, dev: values.dev, dataDir };
}
