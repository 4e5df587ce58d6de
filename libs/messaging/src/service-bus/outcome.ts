import { isTransient } from '@causeway/runtime/outgoing';
import { limits } from '../topology.js';
import { DeadLetter } from './dead-letter.js';

/** What becomes of a message. */
export type Outcome =
  | { kind: 'complete' }
  | { kind: 'dead-letter'; reason: string; description: string; isNoted?: boolean }
  /** A store or a service was away: a copy is scheduled for this subscription alone. */
  | { kind: 'later'; description: string }
  /** Something unexpected: the next delivery may fare better, and the tenth is the last. */
  | { kind: 'again'; description: string };

/** So long can something be away until a person should know of each event that waits for it. */
const patienceMs = 5 * 24 * 3_600_000;

/**
 * @param deliveries how often the message was delivered before this time
 * @param failingForMs how long it has been re-sent already because something was away
 */
export function outcomeOf(error: unknown, deliveries: number, failingForMs = 0): Outcome {
  if (error instanceof DeadLetter) {
    const { reason, description, isNoted } = error;
    return { kind: 'dead-letter', reason, description, ...(isNoted ? { isNoted } : {}) };
  }
  const description = error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
  if (isTransient(error)) {
    return failingForMs < patienceMs
      ? { kind: 'later', description }
      : { kind: 'dead-letter', reason: 'outage-too-long', description };
  }
  return deliveries + 1 >= limits.maxDeliveryCount
    ? { kind: 'dead-letter', reason: 'max-delivery', description }
    : { kind: 'again', description };
}
