import type { Invocations } from '../invocations.js';
import type { Say } from '../log.js';
import { retryDelayMs } from '../retry.js';
import type { Exception, RetryContext } from '../rpc.js';
import { traceContextOf } from '../trace-context.js';
import type { TimerFunction } from './timer-functions.js';

/** Longer waits do not fit into one timer. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * Runs one function by its schedule, never twice at once: what falls due during a run is left out. When it last ran and
 * when it runs next is kept in memory only, so that a host that starts anew knows of no time that it missed; a machine that
 * slept does.
 */
export class Timer {
  readonly #function: TimerFunction;
  readonly #invocations: Pick<Invocations, 'run'>;
  readonly #say: Say;
  #status: { last: Date; next: Date; lastUpdated: Date } | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #stopped = false;

  constructor(of: TimerFunction, invocations: Pick<Invocations, 'run'>, say: Say) {
    this.#function = of;
    this.#invocations = invocations;
    this.#say = say;
  }

  start(): void {
    void this.#live();
  }

  /** Begins no run any more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#waiting);
    this.#wake?.();
  }

  async #live(): Promise<void> {
    const { schedule, runOnStartup, metadata } = this.#function;
    if (runOnStartup) await this.#run(false);
    while (!this.#stopped) {
      const due = schedule.next(new Date());
      if (due === undefined) return;
      this.#say('debug', 'Host.Triggers.Timer', `The next run of ${metadata.name} is due at ${due.toISOString()}.`);
      await this.#until(due);
      if (!this.#stopped) await this.#run(isPast(schedule.next(due)));
    }
  }

  async #until(due: Date): Promise<void> {
    while (!this.#stopped && !isPast(due)) {
      const waitMs = Math.min(due.getTime() - Date.now(), longestWaitMs);
      await this.#pause(Math.max(waitMs, 1));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#waiting = setTimeout(resolve, ms);
    });
  }

  /** Once, and again by the function's retry policy while it fails. */
  async #run(isPastDue: boolean): Promise<void> {
    const { metadata, schedule } = this.#function;
    const ranAt = new Date();
    let exception: Exception | undefined;
    for (let failed = 0; ; ) {
      try {
        await this.#invoke(isPastDue, failed, exception);
        break;
      } catch (error) {
        failed += 1;
        exception = { message: error instanceof Error ? error.message : String(error), source: '', stackTrace: '' };
        const delayMs = retryDelayMs(metadata.retryOptions, failed);
        if (delayMs === undefined || this.#stopped) break;
        this.#say('information', `Function.${metadata.name}`, `Waiting for ${delayMs} ms before the next attempt.`);
        await this.#pause(delayMs);
        if (this.#stopped) break;
      }
    }
    const next = schedule.next(new Date());
    if (next !== undefined) this.#status = { last: ranAt, next, lastUpdated: new Date() };
  }

  async #invoke(isPastDue: boolean, retryCount: number, exception: Exception | undefined): Promise<void> {
    const { metadata, useMonitor } = this.#function;
    const input = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: useMonitor ? statusOf(this.#status) : null,
      IsPastDue: isPastDue,
    };
    const retryContext: RetryContext | undefined =
      exception === undefined
        ? undefined
        : { retryCount, maxRetryCount: metadata.retryOptions?.maxRetryCount ?? 0, exception };
    await this.#invocations.run({
      of: metadata,
      reason: `Timer fired at ${new Date().toISOString()}`,
      data: { json: JSON.stringify(input) },
      triggerMetadata: {},
      traceContext: traceContextOf(undefined),
      ...(retryContext === undefined ? {} : { retryContext }),
    });
  }
}

const isPast = (moment: Date | undefined): boolean => moment !== undefined && moment.getTime() <= Date.now();

/** Before the first run there is a status as well, of which the last time is .NET's beginning of all times. */
function statusOf(status: { last: Date; next: Date; lastUpdated: Date } | undefined) {
  const never = '0001-01-01T00:00:00+00:00';
  if (status === undefined) return { Last: never, Next: never, LastUpdated: never };
  return {
    Last: status.last.toISOString(),
    Next: status.next.toISOString(),
    LastUpdated: status.lastUpdated.toISOString(),
  };
}
