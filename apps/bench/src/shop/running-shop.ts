import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts, serviceBusConnectionString } from '@causeway/engines';
import * as z from 'zod';
import type { Pids } from '../process/cpu.js';

/** The repository this benchmark stands in. */
export const here = fileURLToPath(new URL('../../../../', import.meta.url));

const report = z.object({
  processes: z.array(z.object({ name: z.string(), kind: z.string(), url: z.string(), pid: z.number().nullable() })),
});

/** How many ports from its first one a shop uses. */
const ports = 30;
const openWithinMs = 120_000;

/** The whole shop of a working tree that is built, with empty stores and on free ports, as `npm start` would start it. */
export class RunningShop {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  #processes: z.infer<typeof report>['processes'] = [];

  private constructor(url: string, child: ChildProcess, dataDir: string) {
    this.url = url;
    this.#process = child;
    this.#dataDir = dataDir;
  }

  /** @param cleanUp stops it, also while it opens. @throws Error with what the shop said last when it does not open */
  static async start(root: string, cleanUp: AsyncDisposableStack): Promise<RunningShop> {
    // On a busy machine a service can miss its time to start.
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await RunningShop.#open(root, cleanUp);
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }

  static async #open(root: string, cleanUp: AsyncDisposableStack): Promise<RunningShop> {
    const dataDir = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
    const port = await freePorts(ports);
    const script = join(root, 'apps/local-cloud/dist/main.js');
    const child = spawn(process.execPath, [script, '--port', String(port), '--data', dataDir], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // What is measured includes the access log.
      env: { ...process.env, LOG_LEVEL: 'info' },
    });
    const shop = new RunningShop(`http://localhost:${port}`, child, dataDir);
    cleanUp.defer(() => shop.stop());
    try {
      await untilOpen(child);
      const response = await fetch(`${shop.url}/__local/system`);
      shop.#processes = report.parse(await response.json()).processes;
      return shop;
    } catch (error) {
      await shop.stop();
      throw error;
    }
  }

  /** Where one of its processes listens, such as `product-service`. */
  urlOf(name: string): string {
    return this.#processes.find((one) => one.name === name)?.url ?? '';
  }

  /** Its processes, or those of these names. */
  pids(...names: string[]): Pids {
    return Object.fromEntries(
      this.#processes.flatMap(({ name, pid }) =>
        pid === null || (names.length > 0 && !names.includes(name)) ? [] : [[name, pid]],
      ),
    );
  }

  /** The stores and the broker among its processes. */
  get engines(): string[] {
    return this.#processes.filter(({ kind }) => kind === 'engine').map(({ name }) => name);
  }

  /** The key with which the payment provider's stand-in is called. */
  get providerKey(): string {
    const secrets = readFileSync(join(this.#dataDir, 'secrets.json'), 'utf8');
    return z.object({ providerKey: z.string() }).parse(JSON.parse(secrets)).providerKey;
  }

  /** The broker, as its clients connect. */
  get bus(): { connectionString: string; managementUrl: string; countsUrl: string } {
    const port = Number(new URL(this.urlOf('service-bus').replace('sb:', 'http:')).port);
    return {
      connectionString: serviceBusConnectionString(port),
      managementUrl: `http://127.0.0.1:${port}`,
      // Its HTTP side has the third port from its own.
      countsUrl: `http://127.0.0.1:${port + 3}/counts`,
    };
  }

  /** A file of this name in the folder in which the shop keeps its SQL databases, so on the same disk. */
  sqlFile(name: string): string {
    return join(this.#dataDir, 'sql', name);
  }

  /** Stops it and removes its data. */
  async stop(): Promise<void> {
    await stopped(this.#process);
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

async function untilOpen(child: ChildProcess): Promise<void> {
  let said = '';
  const listen = (text: Buffer) => {
    said += text.toString('utf8');
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const until = performance.now() + openWithinMs;
  while (!said.includes('Ctrl-C stops everything')) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || performance.now() > until) {
      throw new Error(`The shop did not open; it said last:\n${said.trim().split('\n').slice(-5).join('\n')}`);
    }
    await pause(50);
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const insist = setTimeout(() => child.kill('SIGKILL'), 20_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(insist);
}
