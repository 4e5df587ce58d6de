import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Options, readOptions } from '../options.js';
import { demo } from './main.js';

const start = fileURLToPath(new URL('../main.js', import.meta.url));
const readyWithinMs = 60_000;

/**
 * `npm run demo [-- --port P --data DIR --fresh]`: tells the story, on the system that runs at that port or else on one
 * that it starts and stops itself.
 *
 * @returns the exit code: 0, or 1 when an invariant is broken
 */
export async function runDemo(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  const url = `http://localhost:${options.port}`;
  if (await isReady(url)) return demo(url);
  const system = startSystem(options);
  try {
    await untilReady(url, system);
    return await demo(url);
  } finally {
    await stop(system);
  }
}

function startSystem({ port, dataDir, fresh, laboratory, sqlUrl }: Options): ChildProcess {
  console.log('Nothing runs yet: starting the shop for the time of the demo.');
  const args = [
    '--port',
    String(port),
    '--data',
    dataDir,
    ...(fresh ? ['--fresh'] : []),
    ...(laboratory ? ['--laboratory'] : []),
  ];
  return spawn(process.execPath, [start, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // Not among the arguments: it holds a password.
    env: { ...process.env, ...(sqlUrl === undefined ? {} : { SQL_URL: sqlUrl }) },
  });
}

async function untilReady(url: string, system: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady(url))) {
    if (system.exitCode !== null) throw new Error('The shop did not start; what it said above tells why.');
    if (Date.now() > deadline) throw new Error(`The shop did not get ready within ${readyWithinMs / 1000} s.`);
    await delay(100);
  }
}

/** Ready means that the catalogue is filled, too. */
async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/__local/system`, { signal: AbortSignal.timeout(2000) });
    const system: unknown = response.ok ? await response.json() : null;
    return typeof system === 'object' && system !== null && 'readyMs' in system && system.readyMs !== null;
  } catch {
    return false;
  }
}

async function stop(system: ChildProcess): Promise<void> {
  if (system.exitCode !== null) return;
  const ended = once(system, 'exit');
  system.kill('SIGTERM');
  await ended;
}
