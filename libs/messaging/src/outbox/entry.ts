import { parseEvent } from '@causeway/data-model';
import type { Outgoing } from '../service-bus/bus.js';
import { topics } from '../topology.js';

/** An outbox entry that a sweep found: what to publish, or why nothing can be made of it. */
export type Stored = { eventId: string; attempts: number } & (
  | { outgoing: Outgoing; fault?: undefined }
  | { outgoing?: undefined; fault: string }
);

/** An outbox entry as a store keeps it. */
export type RawEntry = { eventId: string; topic: unknown; body: unknown; attempts: number };

/** Reads an entry; what a faulty version or a hand has left there is no reason to stop publishing the others. */
export function readEntry({ eventId, topic, body, attempts }: RawEntry): Stored {
  const read = outgoingIn(topic, body);
  if ('fault' in read) return { eventId, attempts, fault: read.fault };
  const { id } = read.event;
  return id === eventId
    ? { eventId, attempts, outgoing: read }
    : { eventId, attempts, fault: `The entry is of ${eventId}, the event in it is ${id}.` };
}

function outgoingIn(topic: unknown, body: unknown): Outgoing | { fault: string } {
  if (typeof topic !== 'string' || !Object.hasOwn(topics, topic)) return { fault: `There is no topic ${topic}.` };
  const parsed = parseEvent(jsonIn(body));
  return 'event' in parsed ? { topic, event: parsed.event } : { fault: parsed.refused.description };
}

function jsonIn(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
