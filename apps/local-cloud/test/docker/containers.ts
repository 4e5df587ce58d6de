import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { isRunning, mountsOf, type Service, services } from './compose-file.js';
import { healthCommand, imageCommand, imageEnvironment } from './dockerfile.js';

const healthyWithinMs = 60_000;

export type Place = {
  /** Where the packed images are, a folder each. */
  images: string;
  /** Where Docker would keep volumes, a folder each. */
  volumes: string;
  /** What a name of Docker's network is here, such as `http://azurite:10000`, the longest first. */
  addresses: readonly (readonly [there: string, here: string])[];
  /** The port of a service's own; those that docker-compose.yml names are the stand-ins'. */
  portOf(name: string): number;
};

/**
 * Runs services of docker-compose.yml without Docker: the very commands and checks of health, the same environment, but for
 * addresses and folders, which are others on a computer than in a network of containers.
 */
export class Containers {
  readonly #place: Place;
  readonly #running: ChildProcess[] = [];
  readonly #said = new Map<string, string>();

  constructor(place: Place) {
    this.#place = place;
    for (const volume of ['secrets', 'data']) mkdirSync(join(place.volumes, volume), { recursive: true });
  }

  /** Runs one that ends, to its end. */
  async runs(name: string): Promise<{ code: number; said: string }> {
    const child = this.#start(name, serviceOf(name));
    const [code] = await once(child, 'close');
    return { code, said: this.#said.get(name) ?? '' };
  }

  /** Starts one that goes on running, and waits until its own check finds it healthy. */
  async up(name: string): Promise<void> {
    const service = serviceOf(name);
    if (!isRunning(service)) throw new Error(`${name} is no service that goes on running.`);
    const child = this.#start(name, service);
    this.#running.push(child);
    const until = Date.now() + healthyWithinMs;
    while (!(await this.#isHealthy(name, service))) {
      if (child.exitCode !== null) throw new Error(`${name} ended: ${this.#said.get(name)}`);
      if (Date.now() > until) throw new Error(`${name} did not become healthy: ${this.#said.get(name)}`);
      await pause(250);
    }
  }

  /** Ends them all as Docker does, in the opposite order. @returns the exit code of each */
  async down(): Promise<(number | null)[]> {
    const codes: (number | null)[] = [];
    for (const child of this.#running.splice(0).reverse()) {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await ended;
      codes.push(child.exitCode);
    }
    return codes;
  }

  #start(name: string, service: Service): ChildProcess {
    const command = service.command ?? imageCommand;
    if (typeof command === 'string') throw new Error(`The command of ${name} is no list of words.`);
    const child = this.#spawn(name, service, command);
    this.#said.set(name, '');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => this.#said.set(name, `${this.#said.get(name)}${chunk}`.slice(-4000)));
    }
    return child;
  }

  async #isHealthy(name: string, service: Service): Promise<boolean> {
    const [code] = await once(this.#spawn(name, service, healthCommand), 'close');
    return code === 0;
  }

  #spawn(name: string, service: Service, command: readonly string[]): ChildProcess {
    const here = (text: string) => this.#here(text, service);
    const [program = '', ...args] = command.map(here);
    const told = { ...imageEnvironment, ...secretsOf(here('/run/causeway/env')), ...service.environment };
    const own = { HOST: '127.0.0.1', PORT: String(service.environment?.PORT ?? this.#place.portOf(name)) };
    const env = Object.entries({ ...told, ...own }).map(([key, value = '']) => [key, here(value)]);
    return spawn(program, args, {
      cwd: join(this.#place.images, service.build?.args.SERVICE ?? ''),
      env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...Object.fromEntries(env) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** A text of docker-compose.yml with the addresses and the folders of this computer. */
  #here(text: string, service: Service): string {
    const folders = mountsOf(service).map(({ source, target, volume }): [string, string] => [
      target,
      join(this.#place.volumes, source, volume?.subpath ?? ''),
    ]);
    const folder = (known: string, [there, here]: [string, string]) =>
      known.replace(new RegExp(`(^|[=:< ])${there}(?=/|$)`), `$1${here}`);
    const address = (known: string, [there, here]: readonly [string, string]) => known.replaceAll(there, here);
    return this.#place.addresses.reduce(address, folders.reduce(folder, text));
  }
}

/** What Node reads from the file, so that what is in it can be given other addresses, too. */
const secretsOf = (file: string) => (existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {});

function serviceOf(name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no ${name}.`);
  return found;
}
