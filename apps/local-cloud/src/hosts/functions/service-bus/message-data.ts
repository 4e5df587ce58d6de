import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { TypedData } from '../rpc.js';

/** The messages as a function gets them: their bytes, or their text, of which the library makes what JSON it holds. */
export function dataOf(messages: readonly ServiceBusReceivedMessage[], many: boolean, binary: boolean): TypedData {
  const bytes = messages.map(({ body }) => bytesOf(body));
  if (many && binary) return { collectionBytes: { bytes } };
  if (many) return { collectionString: { string: bytes.map(String) } };
  const [only = Buffer.alloc(0)] = bytes;
  return binary ? { bytes: only } : { string: only.toString() };
}

/** A body that is not bytes was sent by AMQP as a value of its own. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

/**
 * What the Service Bus extension (5.17) tells beside a message, under its names; the library turns the first letter of each
 * into a small one. Texts travel as texts, everything else as JSON; what a message does not have is left out. With `many`
 * each is a list with `Array` behind its name. The extension also lists its own client and actions, which are objects of
 * .NET and no use to a function: they are not here.
 */
export function triggerMetadataOf(
  messages: readonly ServiceBusReceivedMessage[],
  many: boolean,
): Record<string, TypedData> {
  const all = messages.map(factsOf);
  if (!many) return Object.fromEntries(Object.entries(all[0] ?? {}).flatMap(([name, fact]) => typed(name, fact)));
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(names.map((name) => [`${name}Array`, typedList(all.map((facts) => facts[name]))]));
}

type Fact = string | number | Date | Record<string, unknown> | undefined;

function factsOf(message: ServiceBusReceivedMessage): Record<string, Fact> {
  return {
    DeliveryCount: (message.deliveryCount ?? 0) + 1,
    DeadLetterSource: message.deadLetterSource,
    LockToken: message.lockToken,
    ExpiresAtUtc: message.expiresAtUtc,
    ExpiresAt: message.expiresAtUtc,
    EnqueuedTimeUtc: message.enqueuedTimeUtc,
    EnqueuedTime: message.enqueuedTimeUtc,
    MessageId: message.messageId === undefined ? undefined : String(message.messageId),
    ContentType: message.contentType,
    ReplyTo: message.replyTo,
    SequenceNumber: message.sequenceNumber?.toNumber(),
    To: message.to,
    Subject: message.subject,
    Label: message.subject,
    CorrelationId: message.correlationId === undefined ? undefined : String(message.correlationId),
    ApplicationProperties: message.applicationProperties ?? {},
    UserProperties: message.applicationProperties ?? {},
    SessionId: message.sessionId,
    ReplyToSessionId: message.replyToSessionId,
    PartitionKey: message.partitionKey,
    // The client does not tell it apart.
    TransactionPartitionKey: undefined,
  };
}

const typed = (name: string, fact: Fact): [string, TypedData][] =>
  fact === undefined ? [] : [[name, typeof fact === 'string' ? { string: fact } : { json: JSON.stringify(fact) }]];

/** In a list what is missing keeps its place. */
function typedList(facts: readonly Fact[]): TypedData {
  if (facts.every((fact) => typeof fact === 'string' || fact === undefined)) {
    return { collectionString: { string: facts.map((fact) => String(fact ?? '')) } };
  }
  return { json: JSON.stringify(facts) };
}
