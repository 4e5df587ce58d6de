import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FunctionSettings } from './function-settings.js';
import { lambdaEnvironment } from './lambda-environment.js';
import { failed, type Outcome } from './outcome.js';
import { type Invocation, RuntimeApi } from './runtime-api.js';
import { startTied } from './tied-process.js';

/** Which runtime runs the functions: flags of Node and a script. */
export type Runtime = readonly string[];

/** Ours, as it was built: it runs in a process that knows no TypeScript. */
export const ownRuntime: Runtime = [fileURLToPath(new URL('../../../dist/hosts/lambda/bootstrap.js', import.meta.url))];

/** A process cannot be made to stand still on Windows. */
const canFreeze = process.platform !== 'win32';

/** The process of an execution environment: it runs the runtime, which runs the function. */
export class RuntimeProcess {
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  /** Settles with what Lambda says of a runtime that ends. */
  readonly #ended: Promise<string>;

  private constructor(api: RuntimeApi, child: ChildProcess) {
    this.#api = api;
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`Couldn't execute bootstrap: ${error.message}`));
      child.once('exit', (code, signal) => resolve(endOf(code, signal)));
    });
    void this.#ended.then(() => api.close());
  }

  static async start(settings: FunctionSettings, runtime: Runtime): Promise<RuntimeProcess> {
    const api = await RuntimeApi.open();
    const child = startTied({
      args: [...memoryFlags(settings.memory), ...runtime],
      cwd: settings.folder,
      env: lambdaEnvironment(settings, api.address),
    });
    return new RuntimeProcess(api, child);
  }

  /** Waits for the function to be initialised; undefined once it is, otherwise what went wrong. */
  initialised(): Promise<Outcome | undefined> {
    return Promise.race([this.#api.idle().then(() => undefined), this.#api.initFailure, this.#exit()]);
  }

  /** Runs an invocation; the process has to be idle. */
  run(invocation: Invocation): Promise<Outcome> {
    return Promise.race([this.#api.run(invocation), this.#exit(invocation.id)]);
  }

  /** Settles once the runtime asks for more: true, or false when it never will. */
  idle(): Promise<boolean> {
    return Promise.race([this.#api.idle().then(() => true), this.#ended.then(() => false)]);
  }

  freeze(): void {
    if (canFreeze) this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    if (canFreeze) this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The most memory it has had, in megabytes; undefined where the system does not tell. */
  mostMemory(): number | undefined {
    try {
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')) ?? [];
      return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
    } catch {
      return undefined;
    }
  }

  #exit(id?: string): Promise<Outcome> {
    const request = id === undefined ? '' : `RequestId: ${id} `;
    return this.#ended.then((end) => failed('Runtime.ExitError', `${request}Error: ${end}`));
  }
}

const endOf = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal !== null) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code ?? 'unknown'}`;
};

/**
 * Lambda leaves nine tenths of the memory to old objects. Its young ones get a twentieth, which would be more than a small
 * computer has for a dozen environments: here it is 8 MB.
 */
const memoryFlags = (memory: number): string[] => [
  `--max-old-space-size=${Math.floor(memory * 0.9)}`,
  '--max-semi-space-size=8',
];
