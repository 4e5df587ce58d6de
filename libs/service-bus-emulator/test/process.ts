import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '..', 'bin', 'from-source.mjs');

export interface EmulatorProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly httpPort: number;
  readonly connectionString: string;
  /** Ends it the hard way. */
  kill(): Promise<void>;
}

/** Starts the command line as a child with an IPC channel and waits until it listens. */
export async function startProcess(...args: string[]): Promise<EmulatorProcess> {
  const child = run(...args);
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
export async function runToEnd(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = run(...args);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

const run = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
