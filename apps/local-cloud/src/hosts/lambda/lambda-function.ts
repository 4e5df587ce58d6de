import { randomUUID } from 'node:crypto';
import { Environment } from './environment.js';
import { arnOf, type FunctionSettings } from './function-settings.js';
import { mostBytes, type Outcome, RequestTooLarge, Throttled } from './outcome.js';
import { ownRuntime, type Runtime } from './runtime-process.js';
import { traceIdFor } from './trace-id.js';

/** What is the same for all functions of a host. */
export interface LambdaOptions {
  /** Takes the log of the functions, line by line. */
  say: (line: string) => void;
  runtime?: Runtime;
  /** Milliseconds for an init phase. */
  initMs?: number;
  /** Milliseconds after which an environment that nobody needs is thrown away. Lambda does not say how long it waits. */
  idleMs?: number;
}

/** What an invocation may say about itself. */
export interface InvokeOptions {
  /** Milliseconds that it waits where Lambda would throttle it at once. */
  patienceMs?: number;
  /** X-Ray's trace header. */
  traceId?: string;
}

interface Waiting {
  take: (environment: Environment) => void;
  refuse: (error: unknown) => void;
  /** Absent where an environment is being started for it, or is about to be free. */
  patience?: NodeJS.Timeout;
}

/**
 * A function as Lambda runs it: in execution environments, one invocation at a time in each. There are as many as are needed
 * at once, up to the function's concurrency; what is more is throttled.
 */
export class LambdaFunction {
  readonly settings: FunctionSettings;
  readonly #options: Required<LambdaOptions>;
  /** Frozen; the last is the one that was used last, so that the others grow old. */
  readonly #idle: { environment: Environment; old: NodeJS.Timeout }[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #all = new Set<Environment>();
  /** How many environments are not there yet. */
  #starting = 0;
  /** How many have given their outcome and are about to be free. */
  #finishing = 0;
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;

  constructor(
    settings: FunctionSettings,
    { say, runtime = ownRuntime, initMs = 10_000, idleMs = 300_000 }: LambdaOptions,
  ) {
    this.settings = settings;
    this.#options = { say, runtime, initMs, idleMs };
  }

  /** How many environments there are, those that are being started included. */
  get environments(): number {
    return this.#all.size + this.#starting;
  }

  /**
   * Starts a first environment before anybody needs it.
   *
   * @throws Error with one sentence when the function could not be initialised
   */
  async warm(): Promise<void> {
    const environment = await this.#start();
    if (environment.isInitialised) return this.#offer(environment);
    this.#all.delete(environment);
    const { initFailure } = environment;
    const why =
      initFailure === undefined || initFailure.ok
        ? `it took more than ${this.#options.initMs / 1000} s`
        : `${initFailure.error.errorType}: ${initFailure.error.errorMessage}`;
    throw new Error(`${this.settings.name} could not be initialised: ${why}`);
  }

  /**
   * Invokes the function with an event, as JSON, and waits for its outcome.
   *
   * @throws RequestTooLarge
   * @throws Throttled when all environments stay busy
   */
  async invoke(payload: string, { patienceMs = 0, traceId = traceIdFor() }: InvokeOptions = {}): Promise<Outcome> {
    const bytes = Buffer.byteLength(payload);
    if (bytes > mostBytes) throw new RequestTooLarge(bytes);
    const environment = await this.#free(patienceMs);
    const deadlineMs = Date.now() + this.settings.timeoutMs;
    const invocation = { id: randomUUID(), payload, deadlineMs, arn: arnOf(this.settings), traceId };
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const answer = (outcome: Outcome) => {
      this.#finishing += 1;
      resolve(outcome);
    };
    const run = environment.invoke(invocation, answer).then((isReady) => this.#takeBack(environment, isReady));
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
    return promise;
  }

  /** Lets what runs come to its end, but for no more than `ms` milliseconds, and throws all environments away. */
  async close(ms: number): Promise<void> {
    this.#isClosed = true;
    for (let next = this.#nextWaiting(); next !== undefined; next = this.#nextWaiting()) next.refuse(new Throttled());
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, ms);
    await Promise.race([Promise.all(this.#running), late.promise]);
    clearTimeout(timer);
    for (const { old } of this.#idle) clearTimeout(old);
    await Promise.all([...this.#all].map((environment) => environment.destroy()));
  }

  async #free(patienceMs: number): Promise<Environment> {
    if (this.#isClosed) throw new Throttled();
    for (let found = this.#idle.pop(); found !== undefined; found = this.#idle.pop()) {
      clearTimeout(found.old);
      if (found.environment.isInitialised) return found.environment;
      // Somebody killed it while nobody needed it.
      this.#all.delete(found.environment);
    }
    // Who invokes again and again, each time after the last answer, needs one environment and not two.
    const isSoonFree = this.#starting + this.#finishing > this.#waiting.length;
    const canGrow = this.environments < this.settings.concurrency;
    if (!isSoonFree && !canGrow && patienceMs === 0) throw new Throttled();
    const { promise, resolve, reject } = Promise.withResolvers<Environment>();
    const waiting: Waiting = { take: resolve, refuse: reject };
    this.#waiting.push(waiting);
    if (!isSoonFree && canGrow) this.#grow();
    if (!isSoonFree && !canGrow) waiting.patience = setTimeout(() => this.#giveUp(waiting), patienceMs);
    return promise;
  }

  #giveUp(waiting: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    waiting.refuse(new Throttled());
  }

  #grow(): void {
    this.#start().then(
      (environment) => this.#offer(environment),
      (error: unknown) => this.#nextWaiting()?.refuse(error),
    );
  }

  async #start(): Promise<Environment> {
    const { settings } = this;
    this.#starting += 1;
    try {
      const environment = await Environment.start({ settings, ...this.#options });
      if (this.#isClosed) await environment.destroy();
      this.#all.add(environment);
      return environment;
    } finally {
      this.#starting -= 1;
    }
  }

  #nextWaiting(): Waiting | undefined {
    const next = this.#waiting.shift();
    clearTimeout(next?.patience);
    return next;
  }

  /** Whoever waits longest gets the environment; otherwise it is frozen until somebody needs it, or nobody does. */
  #offer(environment: Environment): void {
    const next = this.#nextWaiting();
    if (next !== undefined) {
      next.take(environment);
      return;
    }
    environment.freeze();
    const old = setTimeout(() => this.#throwAway(environment), this.#options.idleMs);
    old.unref();
    this.#idle.push({ environment, old });
  }

  #takeBack(environment: Environment, isReady: boolean): void {
    this.#finishing -= 1;
    if (isReady) {
      this.#offer(environment);
      return;
    }
    this.#all.delete(environment);
    // Its place can be had by somebody who waits for one.
    if (!this.#isClosed && this.#waiting.length > this.#starting + this.#finishing) this.#grow();
  }

  #throwAway(environment: Environment): void {
    const at = this.#idle.findIndex((one) => one.environment === environment);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#all.delete(environment);
    void environment.destroy();
  }
}
