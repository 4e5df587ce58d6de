import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { indexStreams } from './dynoxide-streams.js';
import {
  dataFolder,
  type Engine,
  EngineError,
  type EngineOptions,
  exitOf,
  stopChild,
  tailOf,
  within,
} from './engine.js';
import { freePort } from './free-port.js';

const startTimeoutMs = 10_000;

/** Starts dynoxide, which speaks DynamoDB's HTTP protocol and keeps its tables in one SQLite file. */
export async function startDynamo(options: EngineOptions = {}): Promise<Engine> {
  const binary = dynoxideBinary();
  const wanted = options.port ?? 0;
  // It cannot report a port the system chose, so a free one is looked up, which another process may win.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(binary, wanted === 0 ? await freePort() : wanted, options.dataDir);
    } catch (error) {
      if (wanted !== 0 || attempt === 3) throw error;
    }
  }
}

async function startOn(binary: string, port: number, dataDir: string | undefined): Promise<Engine> {
  const data = dataFolder('dynoxide', dataDir);
  const file = join(data.path, 'dynamo.db');
  const args = ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const child = spawnTied(binary, args);
  const tail = tailOf(child);
  const exited = exitOf('dynoxide', child, tail);
  const stop = async () => {
    await stopChild(child);
    data.dispose();
  };
  try {
    const failed = exited.then(({ sentence, killed }): never => {
      throw new EngineError(sentence, killed);
    });
    const late = `dynoxide did not answer on port ${port} within ${startTimeoutMs / 1000} s; is the machine overloaded?`;
    await within(startTimeoutMs, Promise.race([healthy(port, tail, child), failed]), late);
    indexStreams(file);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'dynoxide', endpoint: `http://127.0.0.1:${port}`, port, pid: child.pid ?? 0, exited, stop };
}

function dynoxideBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`@dynoxide/${platform}/package.json`);
    const binary = join(dirname(manifest), process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
    if (existsSync(binary)) return binary;
  } catch {
    // Said below: the package has nothing for this platform, or npm left optional dependencies out.
  }
  throw new EngineError(
    `The DynamoDB engine @dynoxide/${platform} is not installed; run "npm ci" without --omit=optional on Linux x64, or point DYNAMODB_ENDPOINT at another DynamoDB.`,
  );
}

/** Ready is what answers its health request and has itself said that it listens: not a stranger on the same port. */
async function healthy(port: number, tail: () => string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if (tail().includes('listening') && (await answers(port))) return;
    await pause(5);
  }
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/', timeout: 1000, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });

const hasSetpriv = () => spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;

// Kills the binary when the pipe from the parent breaks: the parent's death closes it, however it died.
const watchdog = 'exec 3<&0; "$@" </dev/null & c=$!; trap "kill $c" TERM; (cat <&3 >/dev/null; kill -9 $c) & wait $c';

/** A process that dies with this one: the kernel sees to it where setpriv exists, a shell watching its input elsewhere. */
export function spawnTied(binary: string, args: readonly string[], setpriv = hasSetpriv()): ChildProcess {
  return setpriv
    ? spawn('setpriv', ['--pdeathsig', 'KILL', binary, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    : spawn('sh', ['-c', watchdog, 'sh', binary, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
}
