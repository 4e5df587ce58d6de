import { createHash } from 'node:crypto';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { RawMessage } from '../service-bus/bus.js';

const maxMessageId = 128;

/**
 * A copy of a dead letter for its own subscription alone: the same body to the byte, so that the event keeps its id, under
 * a new MessageId, so that duplicate detection, which is the topic's, lets it pass. The id is made of the letter's place in
 * its subscription: whoever redrives the same letter at the same time makes the same one.
 */
export function redrivenCopy(message: ServiceBusReceivedMessage, subscription: string): RawMessage {
  const { DeadLetterReason, DeadLetterErrorDescription, redelivery, failingsince, ...application } =
    message.applicationProperties ?? {};
  const { bodyType = 'data' } = message._rawAmqpMessage;
  const { subject, contentType, correlationId } = message;
  return {
    body: message.body,
    bodyType,
    properties: {
      messageId: idOfCopy(message, subscription),
      to: subscription,
      ...(subject === undefined ? {} : { subject }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(correlationId === undefined ? {} : { correlationId }),
    },
    applicationProperties: application,
  };
}

function idOfCopy({ messageId, sequenceNumber }: ServiceBusReceivedMessage, subscription: string): string {
  const [first = ''] = String(messageId).split('#', 1);
  const ending = `#d${sequenceNumber}-${subscription}`;
  const id = `${first}${ending}`;
  return id.length <= maxMessageId ? id : `${createHash('sha256').update(first).digest('hex')}${ending}`;
}
