import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { type CloudEvent, parseEvent } from '@causeway/data-model';
import { maxBytes } from './bus.js';

type Refused = { reason: string; description: string };

/** A message's event, or why it can never be one; and the body as a person can read it. */
export type Reading = { readable: unknown } & (
  | { event: CloudEvent; refused?: undefined }
  | { event?: undefined; refused: Refused }
);

/** What events come as; a message that says nothing of its body is believed to be one. */
const eventContent = /^application\/(cloudevents\+json|json)\s*(;|$)/i;

/**
 * Reads the event in a message that was received with `skipParsingBodyAsJson`.
 *
 * @returns refusals with the reason `too-large`, and those of `parseEvent`
 */
export function eventIn({ body, contentType }: Pick<ServiceBusReceivedMessage, 'body' | 'contentType'>): Reading {
  const { value, refused } = body instanceof Uint8Array ? decoded(body) : { value: body };
  if (refused !== undefined) return { readable: value, refused };
  if (contentType !== undefined && !eventContent.test(contentType)) {
    const description = `The content type is ${contentType}, not application/cloudevents+json.`;
    return { readable: value, refused: { reason: 'schema', description } };
  }
  return { readable: value, ...(body instanceof Uint8Array ? parseEvent(value, new Date()) : eventOf(value)) };
}

/**
 * Reads an event that is a value already, of AMQP or of a request.
 *
 * @returns as `eventIn`
 */
export function eventOf(value: unknown): ReturnType<typeof parseEvent> | { refused: Refused } {
  const bytes = bytesIn(value);
  if (bytes === undefined) return { refused: { reason: 'schema', description: 'The body is nothing JSON can say.' } };
  return bytes > maxBytes ? { refused: tooLarge(bytes) } : parseEvent(value, new Date());
}

/** How long a value is as JSON; undefined for what is none. */
function bytesIn(value: unknown): number | undefined {
  try {
    const text: string | undefined = JSON.stringify(value);
    return text === undefined ? undefined : Buffer.byteLength(text);
  } catch {
    return undefined;
  }
}

const tooLarge = (bytes: number): Refused => ({ reason: 'too-large', description: `The body has ${bytes} bytes.` });

function decoded(bytes: Uint8Array): { value: unknown; refused?: Refused } {
  const text = Buffer.from(bytes).toString('utf8');
  if (bytes.length > maxBytes) {
    return { value: text, refused: tooLarge(bytes.length) };
  }
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { value: text, refused: { reason: 'schema', description: 'The body is not JSON in UTF-8.' } };
  }
}
