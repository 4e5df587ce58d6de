import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { databasesOf } from './databases.js';
import type { Options } from './options.js';
import { portsFrom } from './ports.js';
import { compileCache } from './programs.js';
import { secretsIn } from './secrets.js';
import { processesOf } from './system.js';

type Place = Pick<Options, 'port' | 'dataDir' | 'sqlUrl'>;

/**
 * Runs one of a service's commands, a script beside its server, with the environment that `npm start` gives the service.
 *
 * @throws Error with one sentence when no shop has ever run on the data folder
 */
export async function runServiceProgram(
  service: string,
  script: string,
  place: Place,
  args: readonly string[] = [],
): Promise<number> {
  const { file, env } = describeProgram(service, script, place);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    env,
    stdio: 'inherit',
  });
  return ended(child);
}

/** The script and all that it is told. */
function describeProgram(service: string, script: string, { port, dataDir, sqlUrl }: Place) {
  if (!existsSync(join(dataDir, 'secrets.json'))) {
    throw new Error(`No shop has run on ${dataDir} yet; give its --port and --data.`);
  }
  const publicUrl = `http://localhost:${port}`;
  const databases = databasesOf(dataDir, sqlUrl);
  const all = processesOf({
    ports: portsFrom(port),
    dataDir,
    databases,
    publicUrl,
    secrets: secretsIn(dataDir),
    hosts: 'servers',
  });
  const found = all.find(({ name }) => name === service);
  if (found === undefined) throw new Error(`There is no ${service}.`);
  const { PATH, HOME, TMPDIR, CAUSEWAY_FAILPOINT } = process.env;
  const inherited = Object.entries({ PATH, HOME, TMPDIR, CAUSEWAY_FAILPOINT, NODE_COMPILE_CACHE: compileCache }).filter(
    ([, value]) => value !== undefined,
  );
  // Nobody listens to the spans of a command, and its log is for trouble only.
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = found.env;
  return {
    file: join(dirname(found.script), script),
    env: { ...Object.fromEntries(inherited), ...env, LOG_LEVEL: 'warn' } as Record<string, string>, // undefined was left out
  };
}

/** The exit code that a child ends with. */
export const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
