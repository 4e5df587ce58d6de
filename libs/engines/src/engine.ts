import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A running engine, a child process of this one. */
export interface Engine {
  readonly name: string;
  /** Where clients connect, such as `http://127.0.0.1:8100`. */
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the process is gone, whether it was asked to stop or not. */
  readonly exited: Promise<Exit>;
  /** Sends the process a message over its IPC channel; absent where it has none. */
  readonly send?: (message: object) => void;
  /** Asks the process to stop, insists after 5 s, and removes the data folder if it was a temporary one. */
  stop(): Promise<void>;
}

/** How a process ended: one sentence for the operator, and whether somebody killed it (SIGKILL). */
export interface Exit {
  sentence: string;
  killed: boolean;
}

export interface EngineOptions {
  /** 0 or absent: a free port. */
  port?: number;
  /** Absent: a temporary folder, removed by `stop()`. */
  dataDir?: string;
  /** Where the output of an engine in Node goes; absent: only its last lines are remembered. */
  logFile?: string;
  /** The engine in Node packed into one file, to be started instead of its own. */
  script?: string;
  /** What an engine in Node gets beside this process's own environment. */
  env?: Readonly<Record<string, string>>;
}

/** The engine could not start; the message is one sentence for the operator. */
export class EngineError extends Error {
  override name = 'EngineError';
  /** Whether it ended because somebody killed it. */
  readonly killed: boolean;

  constructor(sentence: string, killed = false) {
    super(sentence);
    this.killed = killed;
  }
}

export interface DataFolder {
  readonly path: string;
  dispose(): void;
}

/** The folder to keep data in: the given one, created if need be, or a temporary one. */
export function dataFolder(engine: string, dataDir: string | undefined): DataFolder {
  if (dataDir === undefined) {
    const path = mkdtempSync(join(tmpdir(), `causeway-${engine}-`));
    return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
  }
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new EngineError(
      `${engine} cannot keep its data in ${dataDir}: ${messageOf(error)}; choose a folder you can write to.`,
    );
  }
  return { path: dataDir, dispose: () => undefined };
}

/** The last 4 kB of what a process wrote, to say why it ended. */
export function tailOf(child: ChildProcess): () => string {
  let tail = '';
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-4096);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => tail.trim();
}

/** Settles once the process is gone. */
export function exitOf(name: string, child: ChildProcess, tail: () => string): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) =>
      resolve({ sentence: `${name} could not be started: ${error.message}.`, killed: false }),
    );
    child.once('close', (code, signal) => {
      const said = tail().split('\n').at(-1) ?? '';
      const sentence = `${name} ended with ${signal ?? `code ${code}`}${said === '' ? '' : `: ${said}`}`;
      resolve({ sentence, killed: signal === 'SIGKILL' });
    });
  });
}

/** SIGTERM, then SIGKILL after five seconds. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'close');
  const insist = setTimeout(() => child.kill('SIGKILL'), 5000);
  child.kill('SIGTERM');
  await closed;
  clearTimeout(insist);
}

/** Fails with one sentence when the promise takes longer than `ms`. */
export async function within<T>(ms: number, promise: Promise<T>, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EngineError(sentence)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
