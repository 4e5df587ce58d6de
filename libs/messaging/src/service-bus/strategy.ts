import type { ProcessErrorArgs, ServiceBusReceivedMessage } from '@azure/service-bus';
import { type CloudEvent, topicOf } from '@causeway/data-model';
import { withDeadline } from '@causeway/runtime/outgoing';
import { counter, log } from '@causeway/runtime/telemetry';
import { subscriptions } from '../topology.js';
import type { ServiceBus } from './bus.js';
import { DeadLetter } from './dead-letter.js';
import { DeadLetterWatch } from './dead-letter-watch.js';
import { EventHandlers } from './event-handlers.js';
import { points } from './failpoints.js';
import { holdingLock } from './held-lock.js';
import { eventIn } from './message-body.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Reception } from './reception.js';
import { delayedCopy, failingSince, redeliveryOf } from './redelivery.js';
import { isSuspicious, type RefusalAudit, refusalNote } from './refusals.js';

export type StrategySettings = {
  /** Whose subscriptions of the topology are received. */
  service: string;
  bus: ServiceBus;
  /** Hears of every event that is refused for what it is. */
  audit: RefusalAudit;
  /** Messages handled at once, per subscription. */
  concurrency?: number;
};

const handlerBudgetMs = 45_000;
const drainMs = 4000;
const quietMs = 30_000;

const outcomes = counter(
  'causeway.consumer.outcomes',
  'Deliveries, by what became of them: complete, dead-letter, later (something was away), again (it failed).',
);

/**
 * For `serve({ events })` or `connectMicroservice`: receives every subscription of the service and calls its
 * `@EventPattern` handlers.
 */
export const serviceBusOptions = (settings: StrategySettings): { strategy: ServiceBusStrategy } => ({
  strategy: new ServiceBusStrategy(settings),
});

/**
 * Nest's transport over Service Bus. What becomes of a message is the handler's doing: it returns, and the message is
 * completed; it throws `DeadLetter`, and it is dead-lettered with that reason; it throws something transient, and a copy
 * is scheduled for its own subscription alone, later and later; it throws anything else, and the message is abandoned,
 * until its tenth delivery ends in the dead letters as `max-delivery`.
 *
 * What is refused for what it is (`forged`, `schema`, `amount-mismatch`, ...) is noted in the audit trail, and only then
 * dead-lettered: who dies in between notes it again, under the same id, when the message comes again. The dead letter is
 * the evidence, and durable; a note that was not sent when the process dies is lost.
 */
export class ServiceBusStrategy extends EventHandlers {
  readonly #settings: Required<StrategySettings>;
  readonly #toldAt = new Map<string, number>();
  #watch: DeadLetterWatch | undefined;
  #receptions: Reception[] = [];
  #unwatch: () => void = () => undefined;

  constructor(settings: StrategySettings) {
    super();
    this.#settings = { concurrency: 16, ...settings };
  }

  /** Starts receiving. A broker that is away is waited for in the background. */
  override listen(callback: () => void): unknown {
    this.#receive();
    this.#watch = new DeadLetterWatch(this.#settings.bus, this.#settings.service);
    this.#unwatch = this.#settings.bus.connection.onReplaced(() => {
      for (const reception of this.#receptions) void reception.stop(drainMs);
      this.#receive();
    });
    return callback();
  }

  /** Stops receiving, lets the handlers in flight finish (4 s at most; the rest is redelivered) and leaves the bus open. */
  override async close(): Promise<void> {
    this.#unwatch();
    const receptions = this.#receptions;
    this.#receptions = [];
    await Promise.all([this.#watch?.close(), ...receptions.map((reception) => reception.stop(drainMs))]);
  }

  #receive(): void {
    const { bus, concurrency, service } = this.#settings;
    this.#receptions = subscriptions
      .filter(({ name }) => name === service)
      .map(
        (subscription) =>
          new Reception({
            bus,
            subscription,
            concurrency,
            process: (message, from) => this.#process(message, from),
            report: (args) => this.#report(args),
          }),
      );
  }

  async #process(message: ServiceBusReceivedMessage, from: Reception): Promise<void> {
    const source = `${from.subscription.topic}/${from.subscription.name}`;
    const outcome = await holdingLock(from.receiver, message, handlerBudgetMs, () => this.#handle(message, source));
    outcomes({ source, outcome: outcome.kind });
    if (outcome.kind === 'complete') points.handled.pass();
    else log.warn({ source, messageId: message.messageId, ...outcome }, `an event was not handled: ${outcome.kind}`);
    if (outcome.kind === 'dead-letter' && isSuspicious(outcome.reason)) this.#noteRefusal(message, source, outcome);
    await this.#settle(message, outcome, from).catch((error: unknown) => {
      // The lock was lost or the broker went away: the message is delivered again, and the inbox knows what happened.
      log.warn({ err: error, source, messageId: message.messageId }, 'a message was not settled');
    });
  }

  async #handle(message: ServiceBusReceivedMessage, source: string): Promise<Outcome> {
    const { event, refused } = eventIn(message);
    try {
      if (event === undefined) throw new DeadLetter(refused.reason, refused.description);
      refuseForeign(event, source);
      await withDeadline(handlerBudgetMs, () => this.deliver(event, source, redeliveryOf(message)));
      return { kind: 'complete' };
    } catch (error) {
      const now = new Date();
      return outcomeOf(error, message.deliveryCount ?? 0, now.getTime() - failingSince(message, now).getTime());
    }
  }

  #noteRefusal(message: ServiceBusReceivedMessage, source: string, { reason }: { reason: string }): void {
    const place = `${source}:${message.sequenceNumber}`;
    const { readable: body } = eventIn(message);
    this.#settings.audit.note(refusalNote({ reason, place, message: String(message.messageId), body, sender: null }));
  }

  async #settle(
    message: ServiceBusReceivedMessage,
    outcome: Outcome,
    { receiver, subscription: { topic, name }, turns }: Reception,
  ): Promise<void> {
    const { bus } = this.#settings;
    switch (outcome.kind) {
      case 'complete':
        await turns.together(() => receiver.completeMessage(message));
        return points.completed.pass();
      case 'dead-letter':
        await turns.alone(() =>
          receiver.deadLetterMessage(message, {
            deadLetterReason: outcome.reason,
            deadLetterErrorDescription: outcome.description.slice(0, 1024),
          }),
        );
        return points['dead-lettered'].pass();
      case 'later':
        await bus.send(points.rescheduled, topic, delayedCopy(message, name, new Date(), bus.maxDelayMs));
        await turns.together(() => receiver.completeMessage(message));
        return points.completed.pass();
      case 'again':
        await turns.alone(() => receiver.abandonMessage(message));
        return points.abandoned.pass();
    }
  }

  /** A broker that is away fails many times a second: one line per subscription and half minute tells as much. */
  #report({ error, errorSource, entityPath }: ProcessErrorArgs): void {
    const now = performance.now();
    if (now - (this.#toldAt.get(entityPath) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    this.#toldAt.set(entityPath, now);
    const why = error.message;
    log.warn({ why, errorSource, entityPath }, 'Service Bus is not answering; receiving is tried again until it does');
  }
}

/**
 * The right to send is one for a topic: what belongs to another topic was sent by somebody who may not send there, under a
 * property `type` that lets it through the subscription's rule.
 */
function refuseForeign({ type }: CloudEvent, source: string): void {
  const topic = topicOf(type);
  if (!source.startsWith(`${topic}/`))
    throw new DeadLetter('forged', `${type} is published to ${topic} alone, and this one came from ${source}.`);
}
