import type { Entry } from './message.js';

/** What the lane leaves to its queue. */
export interface LaneKeeper {
  lockDuration(): number;
  /** A lock was given back or ran out; the message may have had its last attempt. */
  returned(entry: Entry): void;
  expired(entry: Entry): void;
  due(entry: Entry): void;
  /** A message was handed to a receiver. */
  handed(): void;
  /** Messages were looked at. */
  peeked(): void;
}
