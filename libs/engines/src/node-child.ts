import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  dataFolder,
  type Engine,
  EngineError,
  type EngineOptions,
  type Exit,
  exitOf,
  stopChild,
  tailOf,
  within,
} from './engine.js';

const fromSource = import.meta.url.endsWith('.ts');

export interface NodeProgram {
  name: string;
  /** Flags of Node, then the script and its arguments. */
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Where its output goes; absent: only the last lines are remembered, for the sentence that says why it ended. */
  logFile?: string;
  timeoutMs?: number;
}

/**
 * Starts a Node program that sends `{type: 'listening', port}` when it is ready and ends when the IPC channel breaks, so
 * that it never outlives this process, not even a killed one. It runs in a process group of its own: Ctrl-C in a
 * terminal reaches the parent alone, which stops its children in order.
 *
 * @throws EngineError with one sentence when it ends or stays silent instead.
 */
export async function startNodeProgram({ name, args, env, logFile, timeoutMs = 20_000 }: NodeProgram): Promise<Engine> {
  const log = logFile === undefined ? undefined : openSync(logFile, 'a');
  const output = log ?? 'pipe';
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
    ...(env === undefined ? {} : { env }),
  });
  if (log !== undefined) closeSync(log);
  const exited = exitOf(name, child, logFile === undefined ? tailOf(child) : () => lastLineOf(logFile));
  const stop = () => stopChild(child);
  try {
    const late = `${name} was not ready within ${timeoutMs / 1000} s; is the machine overloaded?`;
    const port = await within(timeoutMs, listening(child, exited), late);
    const send = (message: object) => {
      // To one that is just ending it cannot be said any more, which its end tells.
      if (child.connected) child.send(message, () => undefined);
    };
    return { name, endpoint: `http://127.0.0.1:${port}`, port, pid: child.pid ?? 0, exited, send, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one of this folder's `*-entry` files, which take their settings as one JSON argument. */
export async function startNodeEngine(
  name: string,
  entry: string,
  options: EngineOptions,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Engine> {
  const data = dataFolder(name, options.dataDir);
  const argument = JSON.stringify({ ...settings, port: options.port ?? 0, dataDir: data.path });
  try {
    const engine = await startNodeProgram({
      name,
      args: [...nodeFlags(), options.script ?? entryPath(entry), argument],
      ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
      ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
    });
    const stop = async () => {
      await engine.stop();
      data.dispose();
    };
    return { ...engine, stop };
  } catch (error) {
    data.dispose();
    throw error;
  }
}

function listening(child: ChildProcess, exited: Promise<Exit>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (isListening(message)) resolve(message.port);
    });
    void exited.then(({ sentence, killed }) => reject(new EngineError(sentence, killed)));
  });
}

// From source, Node itself strips the types; built, the entry is JavaScript beside this file.
const nodeFlags = () => [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=2',
  ...(fromSource
    ? ['--conditions=causeway:source', `--import=${new URL('../from-source.mjs', import.meta.url).href}`]
    : []),
];

/** Where one of this folder's `*-entry` files is. */
export const entryPath = (entry: string): string =>
  fileURLToPath(new URL(`./${entry}${fromSource ? '.ts' : '.js'}`, import.meta.url));

/** The last line of a log; of a JSON line, its message. */
function lastLineOf(logFile: string): string {
  const last = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return /^\{.*"msg":"((?:[^"\\]|\\.)*)"/.exec(last)?.[1] ?? last;
}

const isListening = (message: unknown): message is { port: number } =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === 'listening' &&
  'port' in message &&
  typeof message.port === 'number';
