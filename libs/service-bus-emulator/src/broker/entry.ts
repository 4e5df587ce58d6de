import type { Shelf } from '../storage/store.js';
import { FOREVER } from './definition.js';
import type { Arrival, Content, Entry } from './message.js';
import type { Surroundings } from './surroundings.js';

/** The entry of an arriving message: its numbers and times. The entity's time to live caps the sender's. */
export function anEntry(
  arrival: Arrival,
  content: Content,
  shelf: Shelf,
  mostTimeToLive: number,
  around: Surroundings,
): Entry {
  const now = around.now();
  const sequence = shelf.nextSequence++;
  around.store.advanceSequence(shelf);
  const wanted = Math.min(arrival.timeToLive || FOREVER, mostTimeToLive);
  const timeToLive = wanted >= FOREVER ? 0 : wanted;
  const due = arrival.isDue === true;
  const scheduled = !due && arrival.scheduledFor > now;
  const starts = scheduled ? arrival.scheduledFor : now;
  return {
    id: around.store.nextEntryId(),
    sequence,
    enqueuedSequence: arrival.enqueuedSequence ?? sequence,
    enqueuedAt: now,
    timeToLive,
    expiresAt: timeToLive === 0 ? Number.POSITIVE_INFINITY : starts + timeToLive,
    dueAt: scheduled || due ? arrival.scheduledFor : 0,
    sessionId: arrival.sessionId,
    deadLetterSource: arrival.deadLetterSource,
    content,
    place: scheduled ? 'scheduled' : 'active',
    attempts: 0,
    lock: undefined,
    gone: false,
    appointments: 0,
  };
}
