import { setTimeout as pause } from 'node:timers/promises';
import { withDeadline } from '@causeway/runtime/outgoing';
import { log } from '@causeway/runtime/telemetry';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { EndLeases } from '../core/end-leases.js';

const roundBudgetMs = 10_000;

/** Ends leases again and again while the application runs; jittered, so that several processes take turns. */
export class LeaseSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #leases: EndLeases;
  readonly #everyMs: number;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(leases: EndLeases, everyMs: number) {
    this.#leases = leases;
    this.#everyMs = everyMs;
  }

  onApplicationBootstrap(): void {
    this.#running = this.#sweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #sweep(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const waitMs = this.#everyMs * (0.5 + Math.random());
      await pause(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.#round();
    }
  }

  async #round(): Promise<void> {
    try {
      const { released, kept, failures } = await withDeadline(roundBudgetMs, () => this.#leases.execute());
      if (released + kept > 0) log.info({ released, kept }, 'leases ended');
      if (failures.length > 0) {
        log.warn({ err: failures[0], failures: failures.length }, 'leases could not be ended and are tried again');
      }
    } catch (error) {
      log.error({ err: error }, 'leases could not be looked up and are tried again; check the products table');
    }
  }
}
