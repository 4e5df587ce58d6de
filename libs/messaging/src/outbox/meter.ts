import { gauge, log } from '@causeway/runtime/telemetry';
import type { Lag, OutboxStore } from './store.js';

/** A measure that is older than that was taken by no sweeper of a process that runs. */
const oldMeasureMs = 10_000;
const parkedEveryMs = 30_000;

const parkedNow = gauge('causeway.outbox.parked_now', 'Events that were given up and are still in the outbox.');
const backlog = gauge('causeway.outbox.backlog', 'Events that wait in the outbox to be published.');
const oldest = gauge(
  'causeway.outbox.oldest_ms',
  'How long the oldest event in the outbox has waited, in milliseconds.',
);

/** How full an outbox is: for back-pressure, and for whoever looks at the metrics. */
export class OutboxMeter {
  readonly #store: Pick<OutboxStore, 'measure' | 'lag' | 'parked'>;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #measuring: Promise<void> | undefined;
  #parkedCountedAt = Number.NEGATIVE_INFINITY;

  constructor(store: Pick<OutboxStore, 'measure' | 'lag' | 'parked'>) {
    this.#store = store;
  }

  async measure(): Promise<void> {
    await this.#store.measure(new Date());
    this.noteMeasured();
  }

  /** What cannot be measured is as it was. */
  tryToMeasure(): Promise<void> {
    return this.measure().catch((error: unknown) => log.warn({ err: error }, 'the outbox was not measured'));
  }

  /** A sweep has measured it in passing. */
  noteMeasured(): void {
    this.#measuredAt = Date.now();
  }

  /** As last measured. */
  lag(): Lag {
    return this.#store.lag(new Date());
  }

  /** The same, measured now where nobody has measured it for a while. */
  async currentLag(): Promise<Lag> {
    if (Date.now() - this.#measuredAt > oldMeasureMs) {
      this.#measuring ??= this.tryToMeasure().finally(() => {
        this.#measuring = undefined;
      });
      await this.#measuring;
    }
    return this.lag();
  }

  /** One more was parked: they are counted at the next report. */
  noteParked(): void {
    this.#parkedCountedAt = Number.NEGATIVE_INFINITY;
  }

  /** Tells the metrics. */
  async report(): Promise<void> {
    const { backlog: waiting, oldestMs } = this.lag();
    backlog(waiting);
    oldest(oldestMs);
    if (Date.now() - this.#parkedCountedAt < parkedEveryMs) return;
    this.#parkedCountedAt = Date.now();
    parkedNow(await this.#store.parked());
  }
}
