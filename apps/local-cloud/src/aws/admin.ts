import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readOptions } from '../options.js';
import { ended, runServiceProgram } from '../service-program.js';

const script = fileURLToPath(new URL('../../../identity-service/dist/admin.js', import.meta.url));

/**
 * `npm run admin -- create --email E`: opens an administrator's account in the shop that runs here or, where CAUSEWAY_MODE
 * says docker or cloud, in the one that the environment describes. Returns the exit code.
 */
export async function admin(argv: string[]): Promise<number> {
  const { place, rest } = apart(argv);
  if (['docker', 'cloud'].includes(process.env.CAUSEWAY_MODE ?? '')) {
    return ended(
      spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...rest], { stdio: 'inherit' }),
    );
  }
  return runServiceProgram('identity-service', 'admin.js', readOptions(place), rest);
}

/** Where the shop is, which is this program's business, and what the service's command is told. */
function apart(argv: string[]): { place: string[]; rest: string[] } {
  const options = { port: { type: 'string' }, data: { type: 'string' } } as const;
  const { tokens } = parseArgs({ args: argv, options, strict: false, tokens: true });
  const place = new Set(
    tokens
      .filter((token) => token.kind === 'option' && token.name in options)
      .flatMap((token) =>
        'inlineValue' in token && token.inlineValue === false ? [token.index, token.index + 1] : [token.index],
      ),
  );
  return {
    place: argv.filter((_, index) => place.has(index)),
    rest: argv.filter((_, index) => !place.has(index)),
  };
}
