import type { CloudEvent } from '@causeway/data-model';
import { topicOf } from '@causeway/data-model';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { isTransient } from '@causeway/runtime/outgoing';
import { counter, log } from '@causeway/runtime/telemetry';
import type { Outgoing } from '../service-bus/bus.js';
import type { Stored } from './entry.js';
import { outboxPoints } from './failpoints.js';
import { OutboxMeter } from './meter.js';
import type { Lag, OutboxStore } from './store.js';

/** Where events go; `ServiceBus` is one. */
export type Publisher = { publish(point: Failpoint, events: readonly Outgoing[]): Promise<void> };

export type RelaySettings = {
  /** Milliseconds between two sweeps, jittered by a fifth. */
  everyMs?: number;
};

const batchSize = 25;
const sweptAtOnce = 100;
const workers = 2;
const maxQueued = 2000;
const maxAttempts = 10;
const maxPauseMs = 10_000;
const drainMs = 3000;
/** The longest time between two tries of an entry that fails for a fault of its own. */
const maxDeferMs = 5000;

const parked = counter('causeway.outbox.parked', 'Events given up because they cannot be published.');

type Readable = Stored & { outgoing: Outgoing };
type Waiting = { outgoing: Outgoing; done: () => void };

/**
 * Publishes what transactions left in the outbox, at least once: at once after the commit (`publish`), and by a sweep
 * of what a crash or a broker that was away left behind (`start`). An entry that cannot be published for a fault of its
 * own is parked after 10 attempts; an outage of the broker counts against nobody.
 */
export class Relay {
  readonly #store: OutboxStore;
  readonly #publisher: Publisher;
  readonly #everyMs: number;
  readonly #meter: OutboxMeter;
  readonly #queue: Waiting[] = [];
  readonly #working = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<unknown> = Promise.resolve();
  /** How long to leave the broker alone after it failed, and until when. */
  #pauseMs = 0;
  #pausedUntil = 0;
  #leavesToOthers = false;

  constructor(store: OutboxStore, publisher: Publisher, { everyMs = 1000 }: RelaySettings = {}) {
    this.#store = store;
    this.#publisher = publisher;
    this.#everyMs = everyMs;
    this.#meter = new OutboxMeter(store);
  }

  /**
   * Publishes committed events and removes them from the outbox. Never throws: what fails is left to the sweeper. It
   * resolves when these events have been tried; a request has no need to wait for that.
   */
  publish(events: readonly CloudEvent[]): Promise<void> {
    if (this.#leavesToOthers || this.#isPaused() || this.#queue.length + events.length > maxQueued)
      return Promise.resolve();
    const tried = events.map(
      (event) =>
        new Promise<void>((done) => {
          this.#queue.push({ outgoing: { topic: topicOf(event.type), event }, done });
        }),
    );
    if (this.#working.size < workers) this.#startWorker();
    return Promise.all(tried).then(() => undefined);
  }

  /**
   * From now on `publish` leaves what was committed in the outbox: the door has somebody else who takes it from there, the
   * relay of the table's stream or a round. A process that may be frozen at any moment publishes nothing in passing.
   */
  leaveToOthers(): void {
    this.#leavesToOthers = true;
  }

  /** Starts the sweeper. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#sweeping = this.#open();
    this.#timer = this.#schedule();
  }

  /** Sweeps once: publishes what is due, and says how many entries it published. */
  async sweep(): Promise<number> {
    let published = 0;
    for (;;) {
      const found = await this.#store.sweep(new Date());
      if (found.length === 0) return published;
      const entries = await this.#readable(found);
      for (let from = 0; from < entries.length; from += sweptAtOnce) {
        published += await this.#publishSwept(entries.slice(from, from + sweptAtOnce));
        if (this.#isPaused()) return published;
      }
    }
  }

  /**
   * One look at the whole outbox, by a door where no sweeper runs: measures it, publishes what is due and reports what is
   * left.
   */
  async lookOnce(): Promise<void> {
    await this.#meter.measure();
    await this.#round();
  }

  /**
   * Publishes entries that somebody has found in the outbox, in their order, and removes them. What cannot be published for
   * a fault of its own is put off or parked, as in a sweep.
   *
   * @returns those that are left because the broker was away
   */
  async take(entries: readonly Stored[]): Promise<readonly Stored[]> {
    this.#pausedUntil = 0;
    const readable = await this.#readable(entries);
    for (let from = 0; from < readable.length; from += batchSize) {
      await this.#publishSwept(readable.slice(from, from + batchSize));
      if (this.#isPaused()) return readable.slice(from);
    }
    return [];
  }

  /** As last measured. */
  lag(): Lag {
    return this.#meter.lag();
  }

  /** The same, measured now where no sweeper has measured it for a while; what cannot be measured is as it was. */
  currentLag(): Promise<Lag> {
    return this.#meter.currentLag();
  }

  /** Ends the sweeper and waits, 3 s at most, for what is being published; the rest stays in the outbox. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#store.close?.();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, drainMs);
    await Promise.race([Promise.allSettled([...this.#working, this.#sweeping]), late]);
    clearTimeout(timer);
  }

  /** For Nest. */
  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  async #open(): Promise<void> {
    // What waits since before this start counts from its first moment on.
    await this.#meter.tryToMeasure();
    try {
      await this.#store.open?.();
    } catch (error) {
      // The sweeper does without it.
      log.warn({ err: error }, 'the stream of the outbox was not opened');
    }
  }

  #startWorker(): void {
    const work = this.#publishQueued().finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #publishQueued(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, batchSize);
      await this.#publishNow(batch.map(({ outgoing }) => outgoing));
      for (const { done } of batch) done();
    }
  }

  async #publishNow(events: readonly Outgoing[]): Promise<void> {
    try {
      await this.#publishAndRemove(events);
    } catch (error) {
      const isOutage = this.#note(error);
      // One that cannot be published does not hold up those that were committed beside it.
      if (!isOutage && events.length > 1) return void (await Promise.all(events.map((one) => this.#publishNow([one]))));
      log.warn({ err: error, events: events.map(({ event }) => event.id) }, 'left to the outbox sweeper');
    }
  }

  async #publishAndRemove(events: readonly Outgoing[]): Promise<void> {
    await this.#publisher.publish(outboxPoints.published, events);
    this.#pauseMs = 0;
    await this.#store.remove(events.map(({ event }) => event.id));
  }

  #schedule(): NodeJS.Timeout {
    const waitMs = this.#everyMs * (0.8 + 0.4 * Math.random());
    return setTimeout(() => {
      this.#sweeping = this.#sweeping
        .then(() => this.#round())
        .catch((error: unknown) => log.warn({ err: error }, 'the outbox was not swept'))
        .finally(() => {
          if (this.#timer !== undefined) this.#timer = this.#schedule();
        });
    }, waitMs);
  }

  async #round(): Promise<void> {
    if (this.#isPaused()) await this.#meter.measure();
    else {
      await this.sweep();
      this.#meter.noteMeasured();
    }
    await this.#meter.report();
  }

  async #publishSwept(entries: readonly Readable[]): Promise<number> {
    try {
      await this.#publishAndRemove(entries.map(({ outgoing }) => outgoing));
      return entries.length;
    } catch (error) {
      if (this.#note(error)) {
        await this.#store.release(entries, new Date());
        return 0;
      }
      const [entry] = entries;
      if (entry === undefined || entries.length > 1) return this.#publishOneByOne(entries);
      await this.#blame(entry, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      return 0;
    }
  }

  /** One entry spoils its batch: which one shows when each goes alone. */
  async #publishOneByOne(entries: readonly Readable[]): Promise<number> {
    let published = 0;
    for (const [index, entry] of entries.entries()) {
      published += await this.#publishSwept([entry]);
      if (!this.#isPaused()) continue;
      await this.#store.release(entries.slice(index + 1), new Date());
      break;
    }
    return published;
  }

  /** Blames those of which nothing can be made, and gives the others. */
  async #readable(entries: readonly Stored[]): Promise<Readable[]> {
    const readable: Readable[] = [];
    for (const entry of entries) {
      if (entry.fault === undefined) readable.push(entry);
      else await this.#blame(entry, entry.fault);
    }
    return readable;
  }

  async #blame(entry: Stored, reason: string): Promise<void> {
    const attempts = entry.attempts + 1;
    if (attempts < maxAttempts) {
      const waitMs = Math.min(maxDeferMs, this.#everyMs * 2 ** (attempts - 1));
      return this.#store.defer(entry, new Date(Date.now() + waitMs));
    }
    await this.#store.park(entry, reason);
    const type = entry.outgoing?.event.type ?? 'unreadable';
    parked({ type });
    log.error({ eventId: entry.eventId, type, reason }, 'an event was parked: it cannot be published');
    this.#meter.noteParked();
  }

  /** Whether the fault is the broker's or the network's; then it is left alone for a while, longer each time. */
  #note(error: unknown): boolean {
    if (!isTransient(error)) return false;
    this.#pauseMs = Math.min(maxPauseMs, Math.max(this.#everyMs, this.#pauseMs * 2));
    this.#pausedUntil = Date.now() + this.#pauseMs * (0.5 + Math.random() / 2);
    return true;
  }

  #isPaused(): boolean {
    return Date.now() < this.#pausedUntil;
  }
}
