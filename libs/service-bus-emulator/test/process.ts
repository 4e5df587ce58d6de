import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const age = (file: string): number => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newestSource = Math.max(...globSync('src/**/*.ts', { cwd: root }).map(age));

/** What was built since the sources last changed starts in a third of the time. */
const entry = join(root, 'bin', age('bundle/cli.cjs') > newestSource ? 'service-bus-emulator.js' : 'from-source.mjs');

export interface EmulatorProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly httpPort: number;
  readonly connectionString: string;
  /** Ends it the hard way. */
  kill(): Promise<void>;
}

/** Starts the command line as a child with an IPC channel and waits until it listens. */
export const startProcess = (...args: string[]): Promise<EmulatorProcess> => startProcessWith({}, ...args);

/** The same, with more in its environment. */
export async function startProcessWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<EmulatorProcess> {
  const child = run(env, args);
  const [{ port, httpPort }] = await once(child, 'message');
  return {
    child,
    port,
    httpPort,
    connectionString: `Endpoint=sb://localhost:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=x;UseDevelopmentEmulator=true`,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Runs the command line to its end. */
export const runToEnd = (...args: string[]): Promise<Outcome> => runToEndWith({}, ...args);

export interface Outcome {
  code: number | null;
  said: string;
}

/** The same, with more in its environment. */
export async function runToEndWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  const child = run(env, args);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

const run = (env: NodeJS.ProcessEnv, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
