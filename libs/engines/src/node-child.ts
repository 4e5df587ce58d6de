import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

const startTimeoutMs = 15_000;
const fromSource = import.meta.url.endsWith('.ts');

/**
 * Starts one of this folder's `*-entry` files as a Node process of its own and waits until it says it is listening.
 * The child gets its settings as one JSON argument and ends when the IPC channel to this process breaks, so it never
 * outlives its parent, not even one that was killed.
 */
export async function startNodeEngine(
  name: string,
  entry: string,
  options: EngineOptions,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Engine> {
  const data = dataFolder(name, options.dataDir);
  const argument = JSON.stringify({ ...settings, port: options.port ?? 0, dataDir: data.path });
  const child = spawn(process.execPath, [...nodeFlags(), entryPath(entry), argument], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const tail = tailOf(child);
  const exited = exitOf(name, child, tail);
  const listening = new Promise<number>((resolve, reject) => {
    child.on('message', (message) => {
      if (isListening(message)) resolve(message.port);
    });
    void exited.then((sentence) => reject(new EngineError(sentence)));
  });
  try {
    const late = `${name} was not ready within ${startTimeoutMs / 1000} s; is the machine overloaded?`;
    const port = await within(startTimeoutMs, listening, late);
    return {
      name,
      endpoint: `http://127.0.0.1:${port}`,
      port,
      pid: child.pid ?? 0,
      exited,
      stop: async () => {
        await stopChild(child);
        data.dispose();
      },
    };
  } catch (error) {
    await stopChild(child);
    data.dispose();
    throw error;
  }
}

// From source, Node itself strips the types; built, the entry is JavaScript beside this file.
const nodeFlags = () => [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=2',
  ...(fromSource
    ? ['--conditions=causeway:source', `--import=${new URL('../from-source.mjs', import.meta.url).href}`]
    : []),
];

const entryPath = (entry: string) => fileURLToPath(new URL(`./${entry}${fromSource ? '.ts' : '.js'}`, import.meta.url));

const isListening = (message: unknown): message is { port: number } =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === 'listening' &&
  'port' in message &&
  typeof message.port === 'number';
