import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';
import { pace, pause } from './pace.js';

/** The next message, or a failure when none comes. */
export async function next(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: pace.patience });
  if (message === undefined) throw new Error(`No message came from ${receiver.entityPath}.`);
  return message;
}

/** So many messages, however many calls it takes. */
export async function take(receiver: ServiceBusReceiver, count: number): Promise<ServiceBusReceivedMessage[]> {
  const found: ServiceBusReceivedMessage[] = [];
  while (found.length < count) {
    const more = await receiver.receiveMessages(count - found.length, { maxWaitTimeInMs: pace.patience });
    if (more.length === 0) throw new Error(`${receiver.entityPath} has ${found.length} messages, not ${count}.`);
    found.push(...more);
  }
  return found;
}

/** Whatever comes within a short time. */
export const whatComes = (receiver: ServiceBusReceiver, most = 10): Promise<ServiceBusReceivedMessage[]> =>
  receiver.receiveMessages(most, { maxWaitTimeInMs: pace.silence });

/** What is there, from the first message on; without a number given, the client goes on where it last peeked. */
export const waiting = (receiver: ServiceBusReceiver, most = 10): Promise<ServiceBusReceivedMessage[]> =>
  receiver.peekMessages(most, { fromSequenceNumber: Long.ZERO });

/** A number that the broker gave to a message. */
export function sequenceOf(
  message: ServiceBusReceivedMessage | undefined,
): NonNullable<ServiceBusReceivedMessage['sequenceNumber']> {
  if (message?.sequenceNumber === undefined) throw new Error('The message has no sequence number.');
  return message.sequenceNumber;
}

/** Tries until it no longer throws. */
export async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + pace.patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(pace.silence / 10);
  }
}
