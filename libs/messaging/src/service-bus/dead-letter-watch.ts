import type { ServiceBusReceiver } from '@azure/service-bus';
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
  readonly #receivers: { source: string; receiver: ServiceBusReceiver }[];
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<unknown> = Promise.resolve();

  /** Looks from now on, every 10 s, until it is closed. */
  constructor(bus: ServiceBus, service: string) {
    this.#receivers = subscriptions.filter(({ name }) => name === service).map((one) => receiverOf(bus, one));
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look());
    }, everyMs);
    this.#timer.unref();
  }

  /** Looks once at all of them. A broker that is away leaves the last numbers standing. */
  async look(): Promise<void> {
    await Promise.all(
      this.#receivers.map(({ source, receiver }) =>
        measure(source, receiver).catch((error: unknown) =>
          log.debug({ err: error, source }, 'the dead letters were not counted; they are in the next round'),
        ),
      ),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled(this.#receivers.map(({ receiver }) => receiver.close()));
    await this.#looking;
  }
}

function receiverOf(bus: ServiceBus, { topic, name }: Subscription) {
  const receiver = bus.client.createReceiver(topic, name, { subQueueType: 'deadLetter', skipParsingBodyAsJson: true });
  return { source: `${topic}/${name}`, receiver };
}

async function measure(source: string, receiver: ServiceBusReceiver): Promise<void> {
  const abortSignal = AbortSignal.timeout(answerMs);
  // From the first on, each time: otherwise the client goes on after what it peeked last.
  const seen = await receiver.peekMessages(mostSeen, { fromSequenceNumber: Long.ZERO, abortSignal });
  const sent = seen[0]?.enqueuedTimeUtc;
  letters(seen.length, { source });
  oldest(sent === undefined ? 0 : Math.max(0, Date.now() - sent.getTime()), { source });
}
