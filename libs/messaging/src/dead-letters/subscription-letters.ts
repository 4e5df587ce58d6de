import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { traceIdOf } from '@causeway/runtime/telemetry';
import Long from 'long';
import type { ServiceBus } from '../service-bus/bus.js';
import { eventIn } from '../service-bus/message-body.js';
import type { Subscription } from '../topology.js';
import { points } from './failpoints.js';
import { type DeadLetterPlace, idOf, keyIn, type Redriven, type WholeLetter } from './letter.js';
import { redrivenCopy } from './redriven-copy.js';

const page = 250;
const atOnce = 50;
const waitMs = 1000;
/** How long the broker may take for an answer. */
const answerMs = 15_000;
/** How long to wait for letters that somebody else has locked. */
const patienceMs = 5000;

/** The dead letters of one subscription. Looking at them changes nothing; a redrive sends to this subscription alone. */
export class SubscriptionLetters implements DeadLetterPlace {
  readonly name: string;
  readonly #bus: ServiceBus;
  readonly #from: Subscription;

  constructor(bus: ServiceBus, from: Subscription) {
    this.name = `${from.topic}/${from.name}`;
    this.#bus = bus;
    this.#from = from;
  }

  async *letters(): AsyncGenerator<WholeLetter> {
    const receiver = this.#receiver();
    try {
      // Said each time: otherwise the client goes on after what any of its receivers peeked last.
      for (let fromSequenceNumber = Long.ZERO; ; ) {
        const abortSignal = AbortSignal.timeout(answerMs);
        const messages = await receiver.peekMessages(page, { fromSequenceNumber, abortSignal });
        for (const message of messages) yield letterOf(this.name, message);
        const last = messages.at(-1)?.sequenceNumber;
        if (last === undefined) return;
        fromSequenceNumber = last.add(1);
      }
    } finally {
      await receiver.close();
    }
  }

  /**
   * Sends a copy and, once that is acknowledged, completes the dead letter. Who dies in between leaves both: the copy's
   * effect has then happened, or will, once.
   */
  async redrive(ids: readonly string[]): Promise<Map<string, Redriven>> {
    const outcomes = new Map<string, Redriven>(ids.map((id) => [id, 'held']));
    const wanted = () => ids.filter((id) => outcomes.get(id) === 'held').map((id) => keyIn(this.name, id));
    const receiver = this.#receiver();
    const passedOver = new Map<string, ServiceBusReceivedMessage>();
    const sent = new Set<string>();
    let deadline = performance.now() + patienceMs;
    try {
      while (wanted().length > 0 && performance.now() < deadline) {
        const messages = await receiver.receiveMessages(atOnce, {
          maxWaitTimeInMs: waitMs,
          abortSignal: AbortSignal.timeout(answerMs),
        });
        const asked = new Set(wanted());
        const ours = messages.filter((message) => asked.has(keyOf(message)));
        const completed = await Promise.all(ours.map((message) => this.#sendAgain(message, receiver)));
        for (const message of ours) sent.add(keyOf(message));
        for (const key of completed.flat()) outcomes.set(idOf(this.name, key), 'redriven');
        // Kept locked until the end, so that the next look shows others.
        const before = passedOver.size;
        for (const message of messages) if (!asked.has(keyOf(message))) passedOver.set(keyOf(message), message);
        if (passedOver.size > before || ours.length > 0) deadline = performance.now() + patienceMs;
        if (messages.length > 0) continue;
        for (const key of await this.#goneOf(wanted())) {
          outcomes.set(idOf(this.name, key), sent.has(key) ? 'redriven' : 'gone');
        }
      }
    } finally {
      await Promise.allSettled([...passedOver.values()].map((message) => receiver.abandonMessage(message)));
      points.released.pass();
      await receiver.close();
    }
    return outcomes;
  }

  /** The bus belongs to all subscriptions. */
  async close(): Promise<void> {}

  /** Gives its key; nothing when its lock was lost meanwhile: then it comes again, and its copy is known already. */
  async #sendAgain(message: ServiceBusReceivedMessage, receiver: ServiceBusReceiver): Promise<string[]> {
    await this.#bus.send(points.sent, this.#from.topic, redrivenCopy(message, this.#from.name));
    try {
      await receiver.completeMessage(message);
      points.completed.pass();
      return [keyOf(message)];
    } catch {
      return [];
    }
  }

  async #goneOf(keys: readonly string[]): Promise<string[]> {
    const there = new Set<string>();
    for await (const { id } of this.letters()) there.add(keyIn(this.name, id));
    return keys.filter((key) => !there.has(key));
  }

  #receiver(): ServiceBusReceiver {
    return this.#bus.client.createReceiver(this.#from.topic, this.#from.name, {
      subQueueType: 'deadLetter',
      skipParsingBodyAsJson: true,
    });
  }
}

const keyOf = ({ sequenceNumber }: ServiceBusReceivedMessage): string => String(sequenceNumber);

function letterOf(place: string, message: ServiceBusReceivedMessage): WholeLetter {
  const { DeadLetterReason, DeadLetterErrorDescription, ...application } = message.applicationProperties ?? {};
  const { event, refused, readable } = eventIn(message);
  const { type = null, traceparent, redelivery } = application;
  const trace = event?.traceparent ?? traceparent;
  return {
    id: idOf(place, keyOf(message)),
    place,
    eventId: event?.id ?? String(message.messageId),
    type: event?.type ?? (typeof type === 'string' ? type : null),
    reason: message.deadLetterReason ?? String(DeadLetterReason ?? 'none'),
    description: message.deadLetterErrorDescription ?? String(DeadLetterErrorDescription ?? ''),
    since: (message.enqueuedTimeUtc ?? new Date(0)).toISOString(),
    // The delivery at which it was set aside is not among those counted.
    attempts: 1 + (message.deliveryCount ?? 0) + (typeof redelivery === 'number' ? redelivery : 0),
    traceId: typeof trace === 'string' ? traceIdOf(trace) : null,
    properties: propertiesOf(message, application),
    body: readable,
    pointless: refused === undefined ? null : `${refused.reason}: ${refused.description}`,
  };
}

const propertiesOf = (message: ServiceBusReceivedMessage, application: Record<string, unknown>) => ({
  messageId: message.messageId,
  subject: message.subject,
  contentType: message.contentType,
  correlationId: message.correlationId,
  to: message.to,
  enqueuedTime: message.enqueuedTimeUtc?.toISOString(),
  sequenceNumber: keyOf(message),
  deliveryCount: message.deliveryCount,
  application,
});
