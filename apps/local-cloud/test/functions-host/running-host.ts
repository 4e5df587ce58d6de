import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const script = join(root, 'apps', 'local-cloud', 'dist', 'hosts', 'functions', 'main.js');

/** A function app to run, in a folder of its own. */
export interface AppFiles {
  /** The entry point's text. */
  index: string;
  host?: object;
  packageJson?: object;
}

const folders: string[] = [];
const hosts: RunningHost[] = [];

/** Writes an app that finds the packages of this repository. */
export function appFolder({ index, host = {}, packageJson = {} }: AppFiles): string {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  folders.push(folder);
  const main = { type: 'module', main: 'index.mjs', ...packageJson };
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(main));
  writeFileSync(join(folder, main.main), index);
  const withoutPrefix = { version: '2.0', extensions: { http: { routePrefix: '' } }, ...host };
  writeFileSync(join(folder, 'host.json'), JSON.stringify(withoutPrefix));
  return folder;
}

/** A copy of a folder, without the packages that it might find. */
export function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  folders.push(copy);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** A Functions host in a process of its own, and all that it writes. */
export class RunningHost {
  readonly lines: string[] = [];
  readonly messages: unknown[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #watching = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => this.#heard(line));
    }
    child.on('message', (message) => {
      this.messages.push(message);
      this.#look();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first message to the parent that is of this type, which may be still to come. */
  message<T extends { type: string }>(type: T['type']): Promise<T> {
    const isIt = (message: unknown): message is T =>
      typeof message === 'object' && message !== null && 'type' in message && message.type === type;
    return this.#first(() => this.messages.find(isIt));
  }

  /** The line of this number, from 1, in which the text stands; it may be still to come. */
  line(text: string, nth = 1): Promise<string> {
    return this.#first(() => this.lines.filter((line) => line.includes(text))[nth - 1]);
  }

  /** What a function wrote with `context.log('seen', JSON.stringify(value))`, so many times. */
  async seen<T>(count: number): Promise<T[]> {
    await this.line('"msg":"seen ', count);
    const said = this.lines.filter((line) => line.includes('"msg":"seen '));
    return said.map((line): T => JSON.parse(JSON.parse(line).msg.slice('seen '.length)));
  }

  send(message: object): void {
    this.#child.send(message);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.exited;
  }

  #heard(line: string): void {
    this.lines.push(line);
    this.#look();
  }

  #look(): void {
    for (const look of this.#watching) look();
  }

  #first<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.#watching.delete(look);
        resolve(found);
      };
      this.#watching.add(look);
      void this.exited.then(() => {
        look();
        if (this.#watching.delete(look)) reject(new Error(`The host ended:\n${this.lines.join('\n')}`));
      });
      look();
    });
  }
}

/** Starts the built host with an app, on a port that the system chooses. */
export function spawnHost(folder: string, settings: Record<string, string> = {}): RunningHost {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, HOST_SERVICE: 'an-app', CLOUD_BUNDLE: folder, PORT: '0', ...settings };
  const host = new RunningHost(
    spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true }),
  );
  hosts.push(host);
  return host;
}

/** The same, ready, with the address that it answers at. */
export async function startHost(
  app: AppFiles | string,
  settings: Record<string, string> = {},
): Promise<RunningHost & { url: string }> {
  const host = spawnHost(typeof app === 'string' ? app : appFolder(app), settings);
  const { port } = await host.message<{ type: 'listening'; port: number }>('listening');
  return Object.assign(host, { url: `http://127.0.0.1:${port}` });
}

/** Ends what a suite has left, and takes its folders away. */
export async function cleanUp(): Promise<void> {
  await Promise.all(hosts.splice(0).map((host) => host.stop('SIGKILL')));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
