import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import type { SystemReport } from '../../src/control/system-report.js';
import { type Ports, portsFrom, shopPorts } from '../../src/ports.js';

/** The repository's root, where its commands are run. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface RunningSystem {
  readonly url: string;
  readonly port: number;
  readonly ports: Ports;
  readonly dataDir: string;
  /** The supervisor: `npm start` without npm. */
  readonly process: ChildProcess;
  /** What the supervisor has written so far. */
  said(): string;
  report(): Promise<SystemReport>;
  /** The end of what the supervisor said, and of what its services complained about. */
  tail(): string;
  /** SIGTERM, and SIGKILL when that takes longer than 15 s; the data stay. */
  stop(): Promise<void>;
}

const readyWithinMs = 150_000;

/** With `CAUSEWAY_HOSTS=cloud` in the environment the services run as the clouds run them: see the README. */
export const hosts = process.env.CAUSEWAY_HOSTS === 'cloud' ? 'cloud' : 'servers';

/** A new data folder, to be removed by the one who asked for it. */
export const dataFolder = (): string => mkdtempSync(join(tmpdir(), 'causeway-system-'));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** What is searched for leaks has to say all that it can say. */
const talkative: NodeJS.ProcessEnv = { LOG_LEVEL: 'debug' };

/** Where nobody reads what goes well: two cores have enough to do with all that is asked at once. */
export const taciturn: NodeJS.ProcessEnv = { LOG_LEVEL: 'warn', OTEL_TRACES_SAMPLER: 'always_off' };

/** Starts the whole shop as a stranger would, on ports that are free, and waits until it says that it is open. */
export async function startSystem(
  dataDir: string,
  options: readonly string[] = [],
  env = talkative,
): Promise<RunningSystem> {
  // Between the look and the start somebody else may take a port: then others are tried.
  for (let attempt = 1; ; attempt += 1) {
    const system = spawnSystem(await freePorts(shopPorts), dataDir, options, env);
    try {
      await untilReady(system);
      return system;
    } catch (error) {
      await system.stop();
      if (attempt === 3 || !system.said().includes('is in use by')) throw error;
    }
  }
}

/** Runs the start command with these ports; whether it gets ready is the caller's concern. */
export function spawnSystem(
  port: number,
  dataDir: string,
  options: readonly string[] = [],
  env = talkative,
): RunningSystem {
  const entry = join(root, 'apps/local-cloud/bin/start.mjs');
  const child = spawn(
    process.execPath,
    [entry, '--port', String(port), '--data', dataDir, ...hostsFor(options), ...options],
    {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const listen = (text: Buffer) => {
    said += text.toString('utf8');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const url = `http://localhost:${port}`;
  return {
    url,
    port,
    ports: portsFrom(port),
    dataDir,
    process: child,
    said: () => said,
    report: async () => (await (await fetch(`${url}/__local/system`)).json()) as SystemReport, // what control/server.ts sends
    tail: () => `${linesOf(said).slice(-10).map(briefly).join('\n')}\n${complaintsIn(join(dataDir, 'logs'))}`,
    stop: () => stopProcess(child),
  };
}

/** A laboratory is for servers. */
const hostsFor = (options: readonly string[]): string[] => (options.includes('--laboratory') ? [] : ['--hosts', hosts]);

async function untilReady(system: RunningSystem): Promise<void> {
  await eventually(() => {
    if (hasEnded(system.process)) return;
    if (!system.said().includes('Ctrl-C stops everything')) throw new Error(`It is not ready.\n${system.tail()}`);
  }, readyWithinMs);
  if (hasEnded(system.process)) throw new Error(`The system did not start:\n${system.tail()}`);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function stopProcess(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const insist = setTimeout(() => child.kill('SIGKILL'), 15_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(insist);
}

/** Whether a process with this id runs; one that has ended and only waits to be noticed by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    // Where there is no /proc, the answer of `kill` is all there is.
    return error instanceof Error && 'path' in error && process.platform !== 'linux';
  }
}

/** The last warnings and errors of each, in a few words. */
function complaintsIn(folder: string): string {
  try {
    return readdirSync(folder)
      .flatMap((name) =>
        linesOf(readFileSync(join(folder, name), 'utf8'))
          .filter(isComplaint)
          .slice(-5),
      )
      .map(briefly)
      .join('\n');
  } catch {
    return 'There are no logs.';
  }
}

const isComplaint = (line: string): boolean => !/"level":"(debug|info)"/.test(line);

function briefly(line: string): string {
  try {
    const { time, service, msg, err, description = err?.message ?? '' } = JSON.parse(line);
    return `${time} ${service}: ${msg} ${description}`.slice(0, 300);
  } catch {
    return line.slice(0, 300);
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
