import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { FunctionFailed, FunctionTimedOut, WorkerGone } from './failures.js';
import type { Say } from './log.js';
import type { FunctionMetadata, InvocationRequest, InvocationResponse } from './rpc.js';
import { type FromWorker, isFromWorker, type ToWorker } from './wire.js';

/** The host whose contract this one keeps; apps can read it. */
const hostVersion = '4.1045.200';
/** How soon a worker that ended is followed by the next: at once, then later while they go on ending. */
const pausesMs = [0, 250, 1000, 4000] as const;
/** A worker that lived so long starts that count anew. */
const healthyMs = 30_000;

export interface WorkerPlace {
  /** The script of the worker process, built. */
  script: string;
  appDirectory: string;
  env: NodeJS.ProcessEnv;
  say: Say;
  /** What the worker says to others than this host, such as answers to its supervisor's orders. */
  onOtherMessage: (message: object) => void;
}

interface Waiting {
  functionId: string;
  resolve(response: InvocationResponse): void;
  reject(error: Error): void;
}

/** The process that runs the app. One that ends by itself is replaced, and what was on its way in it fails. */
export class AppWorker {
  readonly #place: WorkerPlace;
  readonly #waiting = new Map<string, Waiting>();
  #child: ChildProcess | undefined;
  #loaded: Promise<FunctionMetadata[]> | undefined;
  #deaths = 0;
  #stopping = false;

  constructor(place: WorkerPlace) {
    this.#place = place;
  }

  /**
   * Starts it and loads the app.
   *
   * @throws Error with one sentence when the app cannot be loaded
   */
  start(): Promise<FunctionMetadata[]> {
    this.#loaded = this.#load();
    return this.#loaded;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Gives the app's process what this one was told by others. */
  pass(message: object): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /**
   * Runs a function. One that takes longer than `timeoutMs` costs the worker its life: nothing else stops JavaScript.
   *
   * @throws FunctionFailed, FunctionTimedOut or WorkerGone
   */
  async invoke(request: InvocationRequest, timeoutMs: number): Promise<InvocationResponse> {
    await this.#loaded;
    const { invocationId, functionId } = request;
    const { promise, resolve, reject } = Promise.withResolvers<InvocationResponse>();
    this.#waiting.set(invocationId, { functionId, resolve, reject });
    const timer = Number.isFinite(timeoutMs)
      ? setTimeout(() => this.#timeOut(invocationId, timeoutMs), timeoutMs)
      : undefined;
    this.#tell({ type: 'functions.invoke', request });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(invocationId);
    }
  }

  /** Lets the app's appTerminate hooks run, then ends the process; at the latest after `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
    this.#tell({ type: 'functions.terminate' });
    await ended;
    clearTimeout(late);
  }

  async #load(): Promise<FunctionMetadata[]> {
    const { script, env, appDirectory } = this.#place;
    const child = fork(script, {
      cwd: appDirectory,
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    const startedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<FunctionMetadata[]>();
    let wasLoaded = false;
    child.on('message', (message) => {
      if (!isFromWorker(message)) {
        if (typeof message === 'object') this.#place.onOtherMessage(message);
      } else if (message.type === 'functions.loaded') {
        wasLoaded = true;
        resolve(message.functions);
      } else if (message.type === 'functions.unloadable') reject(new Error(message.exception.message));
      else this.#take(message);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      reject(new Error(`the process that runs the app ended ${how} before it was loaded`));
      if (wasLoaded) this.#buryAndReplace(how, performance.now() - startedAt);
    });
    this.#tell({ type: 'functions.load', appDirectory, hostVersion });
    return promise;
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'functions.answer':
        this.#waiting.get(message.invocationId)?.resolve(message.response);
        return;
      case 'functions.failure':
        this.#waiting.get(message.invocationId)?.reject(new FunctionFailed(message.exception));
        return;
      case 'functions.log': {
        const { level, category, message: text, invocationId = '' } = message;
        const of = this.#waiting.get(invocationId)?.functionId;
        const name = of === undefined ? 'Function' : `Function.${of}`;
        this.#place.say(level, category === 'user' ? `${name}.User` : 'Worker.rpcWorkerProcess', text);
      }
    }
  }

  #timeOut(invocationId: string, timeoutMs: number): void {
    this.#waiting
      .get(invocationId)
      ?.reject(new FunctionTimedOut(`Timeout value of ${timeoutMs / 1000} s was exceeded by the function`));
    this.#waiting.delete(invocationId);
    this.#place.say('warning', 'Host.Worker', 'A function timed out; the worker process is ended and replaced.');
    this.#child?.kill('SIGKILL');
  }

  #buryAndReplace(how: string, livedMs: number): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new WorkerGone(`the worker process ended ${how} while the function was running`));
    }
    this.#waiting.clear();
    if (this.#stopping) return;
    this.#deaths = livedMs > healthyMs ? 0 : this.#deaths + 1;
    this.#loaded = this.#replace(how);
    // Whoever invokes hears of it.
    this.#loaded.catch(() => undefined);
  }

  async #replace(how: string): Promise<FunctionMetadata[]> {
    const afterMs = pausesMs[Math.min(this.#deaths - 1, pausesMs.length - 1)] ?? 0;
    this.#place.say('error', 'Host.Worker', `The worker process ended ${how}; another is started in ${afterMs} ms.`);
    await pause(afterMs);
    for (;;) {
      if (this.#stopping) throw new WorkerGone('the host is ending');
      try {
        return await this.#load();
      } catch (error) {
        this.#child?.kill('SIGKILL');
        this.#deaths += 1;
        const waitMs = pausesMs[Math.min(this.#deaths - 1, pausesMs.length - 1)] ?? 0;
        const why = error instanceof Error ? error.message : String(error);
        this.#place.say(
          'error',
          'Host.Worker',
          `The app could not be loaded again: ${why}; trying again in ${waitMs} ms.`,
        );
        await pause(waitMs);
      }
    }
  }

  #tell(message: ToWorker): void {
    this.#child?.send(message, () => undefined);
  }
}
