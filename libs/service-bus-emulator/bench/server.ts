import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One for each client: receivers of one queue compete. */
export const QUEUES = ['for-rhea', 'for-azure'] as const;

export interface Server {
  readonly port: number;
  /** From the start of the process to the message that it listens, in ms. */
  readonly startedIn: number;
  readonly connectionString: string;
  /** Resident memory in MB; undefined where the system does not tell. */
  memory(): number | undefined;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '..', 'bin', 'service-bus-emulator.js');

/** The built emulator as a process of its own; durable ones on the disk of the system's temporary folder. */
export async function startEmulator(mode: 'memory' | 'durable'): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'sbem-bench-'));
  const config = join(folder, 'Config.json');
  const Queues = QUEUES.map((Name) => ({ Name }));
  writeFileSync(config, JSON.stringify({ UserConfig: { Namespaces: [{ Name: 'bench', Queues }] } }));
  const keeping = mode === 'memory' ? ['--memory'] : ['--data', folder];
  return start([program, '--config', config, '--port', '0', ...keeping], () => rmSync(folder, { recursive: true }));
}

/** rhea alone, sending back what comes. */
export const startEcho = (): Promise<Server> => start([join(import.meta.dirname, 'echo-server.ts')], () => undefined);

async function start(args: readonly string[], cleanUp: () => void): Promise<Server> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const port = await listening(child);
  return {
    port,
    startedIn: performance.now() - startedAt,
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=x;UseDevelopmentEmulator=true`,
    memory: () => residentMemory(child.pid),
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
      cleanUp();
    },
  };
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it listened.`)));
  });
}

function residentMemory(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined; // not Linux
  }
}
