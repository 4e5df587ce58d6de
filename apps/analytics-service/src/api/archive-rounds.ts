import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@causeway/runtime/telemetry';
import type { OnApplicationShutdown } from '@nestjs/common';

/** Archives what has changed again and again; at the end of the process once more. */
export class ArchiveRounds implements OnApplicationShutdown {
  readonly #ship: () => Promise<unknown>;
  readonly #everyMs: number;
  readonly #end = new AbortController();
  #rounds: Promise<void> | undefined;

  constructor(ship: () => Promise<unknown>, everyMs: number) {
    this.#ship = ship;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#rounds ??= this.#goOn();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#end.abort();
    await Promise.race([this.#rounds, delay(1000, undefined, { ref: false })]);
  }

  async #goOn(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await delay(this.#everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      await this.#ship().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'the projection could not be archived; it is tried again');
      });
    }
  }
}
