import { EngineError } from '@causeway/engines';

/** Why a process is not there: one sentence, and whether somebody killed it, which is no fault of its own. */
interface Cause {
  sentence: string;
  killed: boolean;
}

/** A running process, however it was started. */
export interface Running {
  readonly pid: number;
  /** Settles when the process is gone. */
  readonly exited: Promise<Cause>;
  /** Absent where the process cannot be sent messages. */
  readonly send?: (message: object) => void;
  stop(): Promise<void>;
}

export type State = 'waiting' | 'starting' | 'ready' | 'restarting' | 'stopped';

/** What the processes of the system are and how to start each. */
export interface Program {
  name: string;
  kind: 'engine' | 'service' | 'host';
  cloud: 'aws' | 'azure' | 'local';
  url: string;
  start(): Promise<Running>;
}

export interface Pace {
  /** Milliseconds before the first restart; doubled for each further one of a process that ends by itself. */
  firstDelayMs: number;
  longestDelayMs: number;
  /** A process that was ready this long starts again from the first delay. */
  healthyAfterMs: number;
}

const usualPace: Pace = { firstDelayMs: 100, longestDelayMs: 30_000, healthyAfterMs: 60_000 };

/**
 * One process that is kept running: when it ends by itself it is started again, later each time; when it was killed, it is
 * started again soon, however often that happens.
 */
export class Supervised {
  readonly program: Program;
  state: State = 'waiting';
  restarts = 0;
  readonly #pace: Pace;
  readonly #say: (sentence: string) => void;
  #running: Running | undefined;
  #launching: Promise<void> | undefined;
  #failures = 0;
  #waiting: { timer: NodeJS.Timeout; go: () => void } | undefined;

  constructor(program: Program, say: (sentence: string) => void, pace: Pace = usualPace) {
    this.program = program;
    this.#say = say;
    this.#pace = pace;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Sends a message to the process; false when it is not ready, or takes none. */
  send(message: object): boolean {
    if (this.#running?.send === undefined) return false;
    this.#running.send(message);
    return true;
  }

  /**
   * Starts the process and keeps it running from then on.
   *
   * @throws EngineError when the first start fails; nothing is retried then.
   */
  async start(): Promise<void> {
    this.state = 'starting';
    this.#launching = this.#launch();
    await this.#launching;
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    clearTimeout(this.#waiting?.timer);
    this.#waiting?.go();
    await Promise.allSettled([this.#launching]);
    await this.#running?.stop();
  }

  /** Stops the process and starts it at once, because its program has changed. */
  async renew(): Promise<void> {
    if (this.state !== 'ready') return;
    const old = this.#running;
    this.state = 'restarting';
    this.#running = undefined;
    await old?.stop();
    if (this.#isStopped()) return;
    await this.#launch().catch((error: unknown) => this.#recover(causeOf(error)));
  }

  async #launch(): Promise<void> {
    const running = await this.program.start();
    if (this.#isStopped()) {
      await running.stop();
      return;
    }
    this.#running = running;
    this.state = 'ready';
    const since = performance.now();
    void running.exited.then((cause) => {
      if (this.#running !== running || this.#isStopped()) return;
      this.#running = undefined;
      if (cause.killed || performance.now() - since >= this.#pace.healthyAfterMs) this.#failures = 0;
      void this.#recover(cause);
    });
  }

  async #recover(first: Cause): Promise<void> {
    this.state = 'restarting';
    for (let cause = first; ; ) {
      const delay = this.#delayAfter(cause);
      this.#say(`${cause.sentence}; starting it again in ${delay} ms.`);
      await this.#pause(delay);
      if (this.#isStopped()) return;
      this.restarts += 1;
      try {
        await this.#launch();
        return;
      } catch (error) {
        cause = causeOf(error);
      }
    }
  }

  #delayAfter({ killed }: Cause): number {
    if (killed) return this.#pace.firstDelayMs;
    this.#failures += 1;
    return Math.min(this.#pace.firstDelayMs * 2 ** (this.#failures - 1), this.#pace.longestDelayMs);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((go) => {
      this.#waiting = { go, timer: setTimeout(go, ms) };
    });
  }

  // A method, because TypeScript would otherwise conclude from the last assignment that it cannot be stopped.
  #isStopped(): boolean {
    return this.state === 'stopped';
  }
}

const causeOf = (error: unknown): Cause => ({
  sentence: error instanceof Error ? error.message : String(error),
  killed: error instanceof EngineError && error.killed,
});
