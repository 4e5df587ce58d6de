import { setTimeout as pause } from 'node:timers/promises';
import { withDeadline } from '@causeway/runtime/outgoing';
import { log } from '@causeway/runtime/telemetry';
import type { BeforeApplicationShutdown } from '@nestjs/common';

/** Work that is done again and again while the application runs; `what` says in the log what could not be done. */
export type Round = { what: string; everyMs: number; work: () => Promise<unknown> };

const budgetMs = 10_000;

/** Does a round, waits, does the next; jittered, so that several processes take turns. */
export class Rounds implements BeforeApplicationShutdown {
  readonly #round: Round;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(round: Round) {
    this.#round = round;
  }

  start(): void {
    this.#running = this.#repeat();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const waitMs = this.#round.everyMs * (0.5 + Math.random());
      await pause(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.#once();
    }
  }

  async #once(): Promise<void> {
    try {
      await withDeadline(budgetMs, this.#round.work);
    } catch (error) {
      log.error({ err: error }, `${this.#round.what}; it is tried again`);
    }
  }
}
