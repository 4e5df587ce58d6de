import { setTimeout as pause } from 'node:timers/promises';
import type { FunctionSettings } from './function-settings.js';
import { endLine, initReportLine, reportLine, startLine } from './log-lines.js';
import type { Outcome } from './outcome.js';
import type { Invocation } from './runtime-api.js';
import { type Runtime, RuntimeProcess } from './runtime-process.js';

/** What an environment runs, and where its log lines go. */
export interface EnvironmentOptions {
  settings: FunctionSettings;
  runtime: Runtime;
  say: (line: string) => void;
  /** Milliseconds for the init phase: 10 s at Lambda. */
  initMs: number;
}

const tooLate = Symbol('too late');
type Late = typeof tooLate;

/**
 * An execution environment ("Understanding the Lambda execution environment lifecycle"): it is initialised once, runs one
 * invocation at a time, and is frozen between them, timers and connections included.
 */
export class Environment {
  readonly #options: EnvironmentOptions;
  #process: RuntimeProcess | undefined;
  /** How long the init phase took, until a report has said so. */
  #initMs: number | undefined;
  /** Why the function could not be initialised; the next invocation tries again. */
  initFailure: Outcome | undefined;

  private constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  /** Starts one. It is there also when the function could not be initialised. */
  static async start(options: EnvironmentOptions): Promise<Environment> {
    const environment = new Environment(options);
    await environment.#init(options.initMs, 'init');
    return environment;
  }

  /** Whether it can take an invocation at once. */
  get isInitialised(): boolean {
    return this.#process?.isAlive === true;
  }

  freeze(): void {
    this.#process?.freeze();
  }

  /** The environment is thrown away, as Lambda does it: nobody is asked. */
  async destroy(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.kill();
  }

  /**
   * Runs an invocation. `answer` gets its outcome as soon as there is one; the returned promise settles when the runtime is
   * ready for more, and says whether it is.
   */
  async invoke(invocation: Invocation, answer: (outcome: Outcome) => void): Promise<boolean> {
    const { say } = this.#options;
    const began = performance.now();
    const late = timer(invocation.deadlineMs - Date.now());
    say(startLine(invocation.id));
    this.#process?.thaw();
    const { outcome, isReady, isLate } = await this.#run(invocation, answer, late.promise);
    late.stop();
    say(endLine(invocation.id));
    this.#report(invocation, performance.now() - began, outcome, isLate);
    if (!isReady) await this.destroy();
    return isReady;
  }

  async #run(invocation: Invocation, answer: (outcome: Outcome) => void, late: Promise<Late>) {
    const process = this.#process ?? (await this.#initAgain(late));
    if (process === undefined) {
      const isLate = this.initFailure === undefined;
      const outcome = this.initFailure ?? this.#timedOut(invocation);
      answer(outcome);
      return { outcome, isReady: false, isLate };
    }
    const ended = await Promise.race([process.run(invocation), late]);
    const outcome = ended === tooLate ? this.#timedOut(invocation) : ended;
    answer(outcome);
    if (ended === tooLate) return { outcome, isReady: false, isLate: true };
    const isIdle = await Promise.race([process.idle(), late]);
    return { outcome, isReady: isIdle === true, isLate: isIdle === tooLate };
  }

  /** What could not be initialised is tried once more, now with the time that the invocation has. */
  async #initAgain(late: Promise<Late>): Promise<RuntimeProcess | undefined> {
    await this.#init(late, 'invoke');
    return this.#process;
  }

  async #init(limit: number | Promise<Late>, phase: 'init' | 'invoke'): Promise<void> {
    const { settings, runtime, say } = this.#options;
    const began = performance.now();
    const late = typeof limit === 'number' ? timer(limit) : { promise: limit, stop: () => undefined };
    const process = await RuntimeProcess.start(settings, runtime);
    const failure = await Promise.race([process.initialised(), late.promise]);
    late.stop();
    const initMs = performance.now() - began;
    if (failure === undefined) {
      this.#process = process;
      this.#initMs = phase === 'init' ? initMs : undefined;
      this.initFailure = undefined;
      return;
    }
    await process.kill();
    this.initFailure = failure === tooLate ? undefined : failure;
    const isError = failure !== tooLate && !failure.ok;
    say(initReportLine(initMs, phase, isError ? 'error' : 'timeout', isError ? failure.error.errorType : undefined));
  }

  #timedOut({ id }: Invocation): Outcome {
    const seconds = (this.#options.settings.timeoutMs / 1000).toFixed(2);
    const errorMessage = `${new Date().toISOString()} ${id} Task timed out after ${seconds} seconds`;
    return { ok: false, error: { errorMessage } };
  }

  #report({ id }: Invocation, durationMs: number, outcome: Outcome, isLate: boolean): void {
    const { settings, say } = this.#options;
    const errorType = outcome.ok ? undefined : outcome.error.errorType;
    const isBroken = errorType?.startsWith('Runtime.') === true;
    const mostMemory = this.#process?.mostMemory();
    const { memory } = settings;
    const status = isLate ? 'timeout' : isBroken ? 'error' : undefined;
    say(
      reportLine({
        ...{ id, durationMs, memory, mostMemory, initMs: this.#initMs, status },
        errorType: isBroken && !isLate ? errorType : undefined,
      }),
    );
    this.#initMs = undefined;
  }
}

/** Settles after so many milliseconds, and holds no process back. */
function timer(ms: number): { promise: Promise<Late>; stop: () => void } {
  const stopped = new AbortController();
  const promise = pause(Math.max(0, ms), tooLate, { signal: stopped.signal, ref: false });
  // Nobody waits for one that was stopped.
  promise.catch(() => undefined);
  return { promise, stop: () => stopped.abort() };
}
