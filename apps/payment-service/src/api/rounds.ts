import { setTimeout as pause } from 'node:timers/promises';
import { log } from '@causeway/runtime/telemetry';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

export type Round = { name: string; everyMs: number; work: () => Promise<unknown> };

/** Does each round again and again while the application runs; the next begins when the last has ended. */
export class Rounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds: readonly Round[];
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(rounds: readonly Round[]) {
    this.#rounds = rounds;
  }

  onApplicationBootstrap(): void {
    this.#running = Promise.all(this.#rounds.map((round) => this.#repeat(round)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #repeat({ name, everyMs, work }: Round): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await work().catch((error: unknown) => log.error({ err: error }, `${name} failed and is tried again`));
    }
  }
}
