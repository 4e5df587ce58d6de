import { gauge, log } from '@causeway/runtime/telemetry';
import Long from 'long';
import { type Subscription, subscriptions } from '../topology.js';
import type { ServiceBus } from './bus.js';

/** Whoever has this many has an alarm already: more are not looked at. */
const mostSeen = 250;
const everyMs = 10_000;
/** How long the broker may take for an answer. */
const answerMs = 5000;

const letters = gauge(
  'causeway.dead_letters.count',
  `Messages set aside in a subscription; ${mostSeen} means as many or more.`,
);
const oldest = gauge('causeway.dead_letters.oldest_ms', 'How long ago the oldest of them was sent, in milliseconds.');

/**
 * Measures what is set aside in the subscriptions of a service. It only looks, for which the right to listen is enough;
 * counting them at the namespace would take the right to manage it.
 */
export class DeadLetterWatch {
  readonly #bus: ServiceBus;
  readonly #watched: readonly Subscription[];
  readonly #timer: NodeJS.Timeout;
  readonly #end = new AbortController();
  #looking: Promise<unknown> = Promise.resolve();

  /** Looks from now on, every 10 s, until it is closed. */
  constructor(bus: ServiceBus, service: string) {
    this.#bus = bus;
    this.#watched = subscriptions.filter(({ name }) => name === service);
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look());
    }, everyMs);
    this.#timer.unref();
  }

  /** Looks once at all of them. A broker that is away leaves the last numbers standing. */
  async look(): Promise<void> {
    await Promise.all(
      this.#watched.map((one) =>
        measure(this.#bus, one, this.#end.signal).catch((error: unknown) =>
          log.debug({ err: error, source: one }, 'the dead letters were not counted; they are in the next round'),
        ),
      ),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#end.abort();
    await this.#looking;
  }
}

async function measure(bus: ServiceBus, { topic, name }: Subscription, end: AbortSignal): Promise<void> {
  const source = `${topic}/${name}`;
  const receiver = bus.client.createReceiver(topic, name, { subQueueType: 'deadLetter', skipParsingBodyAsJson: true });
  try {
    const abortSignal = AbortSignal.any([end, AbortSignal.timeout(answerMs)]);
    // From the first on, each time: otherwise the client goes on after what any of its receivers peeked last.
    const seen = await receiver.peekMessages(mostSeen, { fromSequenceNumber: Long.ZERO, abortSignal });
    const sent = seen[0]?.enqueuedTimeUtc;
    letters(seen.length, { source });
    oldest(sent === undefined ? 0 : Math.max(0, Date.now() - sent.getTime()), { source });
  } finally {
    await receiver.close();
  }
}
