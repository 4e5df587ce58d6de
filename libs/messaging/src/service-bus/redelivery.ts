import { createHash } from 'node:crypto';
import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';

const firstDelayMs = 500;
export const maxDelayMs = 5 * 60_000;

/** How often this event was re-sent after a transient failure. */
export function redeliveryOf({ applicationProperties }: ServiceBusReceivedMessage): number {
  const value = applicationProperties?.redelivery;
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** Since when this event could not be handled because something was away; `now` when that is news. */
export function failingSince({ applicationProperties }: ServiceBusReceivedMessage, now: Date): Date {
  const since = Date.parse(String(applicationProperties?.failingsince));
  return Number.isNaN(since) ? now : new Date(since);
}

/** Full jitter under an exponential ceiling: 0.5 s, 1 s, 2 s, ... `maxMs`. */
export const delayMs = (attempt: number, maxMs = maxDelayMs, random = Math.random()): number =>
  Math.ceil(random * Math.min(maxMs, firstDelayMs * 2 ** (attempt - 1)));

/**
 * A copy of the message for one subscription alone, to be enqueued later. It is a new message, so that duplicate
 * detection lets it pass, beside those of the topic's other subscriptions too; the event inside keeps its id, so that its
 * effect happens once.
 */
export function delayedCopy(
  message: ServiceBusReceivedMessage,
  subscription: string,
  now: Date,
  maxMs = maxDelayMs,
): ServiceBusMessage {
  const attempt = redeliveryOf(message) + 1;
  const original = String(message.messageId).replace(/#[^#]*#r\d+$/, '');
  return {
    body: message.body,
    messageId: idOfCopy(original, `#${subscription}#r${attempt}`),
    to: subscription,
    scheduledEnqueueTimeUtc: new Date(now.getTime() + delayMs(attempt, maxMs)),
    applicationProperties: {
      ...message.applicationProperties,
      redelivery: attempt,
      failingsince: failingSince(message, now).toISOString(),
    },
    ...(message.subject === undefined ? {} : { subject: message.subject }),
    ...(message.contentType === undefined ? {} : { contentType: message.contentType }),
  };
}

const maxMessageId = 128;

function idOfCopy(original: string, ending: string): string {
  const id = `${original}${ending}`;
  return id.length <= maxMessageId ? id : `${createHash('sha256').update(original).digest('hex')}${ending}`;
}
