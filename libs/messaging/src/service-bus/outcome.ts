import { isTransient } from '@causeway/runtime/outgoing';
import { limits } from '../topology.js';
import { DeadLetter } from './dead-letter.js';

/** What becomes of a message. */
export type Outcome =
  | { kind: 'complete' }
  | { kind: 'dead-letter'; reason: string; description: string }
  /** A store or a service was away: a copy is scheduled for this subscription alone. */
  | { kind: 'later'; description: string }
  /** Something unexpected: the next delivery may fare better, and the tenth is the last. */
  | { kind: 'again'; description: string };

/** @param deliveries how often the message was delivered before this time */
export function outcomeOf(error: unknown, deliveries: number): Outcome {
  if (error instanceof DeadLetter) {
    return { kind: 'dead-letter', reason: error.reason, description: error.description };
  }
  const description = error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
  if (isTransient(error)) return { kind: 'later', description };
  return deliveries + 1 >= limits.maxDeliveryCount
    ? { kind: 'dead-letter', reason: 'max-delivery', description }
    : { kind: 'again', description };
}
