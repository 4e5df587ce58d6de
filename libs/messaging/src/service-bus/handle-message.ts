import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { type CloudEvent, topicOf } from '@causeway/data-model';
import { withDeadline } from '@causeway/runtime/outgoing';
import { counter, log } from '@causeway/runtime/telemetry';
import type { Subscription } from '../topology.js';
import type { ServiceBus } from './bus.js';
import { DeadLetter } from './dead-letter.js';
import { points } from './failpoints.js';
import { holdingLock } from './held-lock.js';
import { eventIn } from './message-body.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { delayedCopy, failingSince, redeliveryOf } from './redelivery.js';
import { isSuspicious, type RefusalAudit, refusalNote } from './refusals.js';

/** Who handles events, and what becomes of those that cannot be handled. */
export type EventSide = {
  /** @throws DeadLetter for what will never be fit, something transient for what may be later, or anything else */
  deliver(event: CloudEvent, source: string, redelivery: number): Promise<void>;
  bus: Pick<ServiceBus, 'send' | 'maxDelayMs'>;
  /** Hears of every event that is refused for what it is. */
  audit: RefusalAudit;
};

/** A message whose lock this process holds, and how its fate is told to the broker. */
export type HeldMessage = {
  message: ServiceBusReceivedMessage;
  subscription: Subscription;
  lock: Pick<ServiceBusReceiver, 'renewMessageLock'>;
  settlement: Settlement;
};

export type Settlement = {
  complete(): Promise<void>;
  deadLetter(reason: { deadLetterReason: string; deadLetterErrorDescription: string }): Promise<void>;
  abandon(): Promise<void>;
};

const handlerBudgetMs = 45_000;

const outcomes = counter(
  'causeway.consumer.outcomes',
  'Deliveries, by what became of them: complete, dead-letter, later (something was away), again (it failed).',
);

/**
 * Handles a message and settles it. What becomes of it is the handler's doing: it returns, and the message is completed; it
 * throws `DeadLetter`, and it is dead-lettered with that reason; it throws something transient, and a copy is scheduled for
 * its own subscription alone, later and later; it throws anything else, and the message is abandoned, until its tenth
 * delivery ends in the dead letters as `max-delivery`.
 *
 * What is refused for what it is (`forged`, `schema`, `amount-mismatch`, ...) is noted in the audit trail, and only then
 * dead-lettered: who dies in between notes it again, under the same id, when the message comes again. The dead letter is
 * the evidence, and durable; a note that was not sent when the process dies is lost.
 *
 * A settlement that fails is in the log and nothing more: the message is delivered again, and the inbox knows what happened.
 */
export async function handleMessage(side: EventSide, held: HeldMessage): Promise<void> {
  const { message, lock } = held;
  const source = `${held.subscription.topic}/${held.subscription.name}`;
  const outcome = await holdingLock(lock, message, handlerBudgetMs, () => handle(side, message, source));
  outcomes({ source, outcome: outcome.kind });
  if (outcome.kind === 'complete') points.handled.pass();
  else log.warn({ source, messageId: message.messageId, ...outcome }, `an event was not handled: ${outcome.kind}`);
  if (outcome.kind === 'dead-letter' && outcome.isNoted !== true && isSuspicious(outcome.reason))
    noteRefusal(side.audit, message, source, outcome.reason);
  await settle(side, held, outcome).catch((error: unknown) => {
    // The lock was lost or the broker went away.
    log.warn({ err: error, source, messageId: message.messageId }, 'a message was not settled');
  });
}

async function handle(side: EventSide, message: ServiceBusReceivedMessage, source: string): Promise<Outcome> {
  const { event, refused } = eventIn(message);
  try {
    if (event === undefined) throw new DeadLetter(refused.reason, refused.description);
    refuseForeign(event, source);
    await withDeadline(handlerBudgetMs, () => side.deliver(event, source, redeliveryOf(message)));
    return { kind: 'complete' };
  } catch (error) {
    const now = new Date();
    return outcomeOf(error, message.deliveryCount ?? 0, now.getTime() - failingSince(message, now).getTime());
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

function noteRefusal(audit: RefusalAudit, message: ServiceBusReceivedMessage, source: string, reason: string): void {
  const place = `${source}:${message.sequenceNumber}`;
  const { readable: body } = eventIn(message);
  audit.note(refusalNote({ reason, place, message: String(message.messageId), body, sender: null }));
}

async function settle({ bus }: EventSide, held: HeldMessage, outcome: Outcome): Promise<void> {
  const { message, subscription, settlement } = held;
  switch (outcome.kind) {
    case 'complete':
      await settlement.complete();
      return points.completed.pass();
    case 'dead-letter':
      await settlement.deadLetter({
        deadLetterReason: outcome.reason,
        deadLetterErrorDescription: outcome.description.slice(0, 1024),
      });
      return points['dead-lettered'].pass();
    case 'later': {
      const copy = delayedCopy(message, subscription.name, new Date(), bus.maxDelayMs);
      await bus.send(points.rescheduled, subscription.topic, copy);
      await settlement.complete();
      return points.completed.pass();
    }
    case 'again':
      await settlement.abandon();
      return points.abandoned.pass();
  }
}
