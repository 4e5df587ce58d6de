import type { Consumer } from './consumer.js';
import type { Entry } from './message.js';

/** What becomes of messages when their session is locked and lost. */
export interface SessionMessages {
  /** The messages of a session that a receiver holds. */
  lockedInSession(sessionId: string): Entry[];
  forceUnlock(entry: Entry): void;
  hand(entry: Entry, consumer: Consumer): void;
}
