import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@causeway/engines';
import { type Ports, portsFrom, shopPorts } from '../ports.js';

const program = fileURLToPath(new URL('../main.js', import.meta.url));
const readyWithinMs = 180_000;
const stopsWithinMs = 20_000;

/** A shop of one's own to break. */
export interface OwnSystem {
  url: string;
  ports: Ports;
  /** Holds `data` and what the supervisor said. */
  folder: string;
  dataDir: string;
  stop(): Promise<void>;
  /** Removes the folder. */
  forget(): void;
}

/**
 * Starts the shop in a folder of its own, at `port` or wherever there is room.
 *
 * @throws Error with one sentence when it does not start; its folder is left to tell why
 */
export async function startSystem(port: number | undefined, options: readonly string[]): Promise<OwnSystem> {
  const first = port ?? (await freePorts(shopPorts));
  const folder = mkdtempSync(join(tmpdir(), 'causeway-experiment-'));
  const log = openSync(join(folder, 'supervisor.log'), 'a');
  const dataDir = join(folder, 'data');
  const args = [program, '--port', String(first), '--data', dataDir, ...options];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  closeSync(log);
  const url = `http://localhost:${first}`;
  const stop = () => stopProcess(child);
  // A command that is interrupted must not leave a whole shop behind.
  const interrupted = () => void stop().finally(() => process.exit(1));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await untilOpen(url, portsFrom(first), child);
  } catch (error) {
    await stop();
    throw new Error(`The shop did not start; ${folder}/supervisor.log says why.`, { cause: error });
  }
  const forget = () => rmSync(folder, { recursive: true, force: true });
  return { url, ports: portsFrom(first), folder, dataDir, stop, forget };
}

/** `readyMs` is told once everything is done that belongs to a start, the catalogue included. */
async function untilOpen(url: string, { control }: Ports, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended.');
    if (Date.now() > deadline) throw new Error(`${url} was not ready within ${readyWithinMs / 1000} s.`);
    const report = await fetch(`http://127.0.0.1:${control}/__local/system`)
      .then((response) => response.json() as Promise<{ readyMs: number | null }>) // what control/server.ts sends
      .catch(() => undefined);
    if (typeof report?.readyMs === 'number') return;
    await delay(250);
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const insist = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(insist);
}
