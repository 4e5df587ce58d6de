import type { Faults } from '../faults/faults.js';
import type { Store } from '../storage/store.js';
import type { Limits } from './limits.js';
import type { Arrival, PropertyChanges } from './message.js';
import type { Timeline } from './timeline.js';

/** What the broker needs from outside; all of it replaceable in a test. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  now(): number;
  /** A fresh GUID. */
  guid(): string;
  readonly store: Store;
  readonly timeline: Timeline;
  readonly limits: Limits;
  readonly faults: Faults;
  /** Reads a kept message again, to send it on. */
  read(content: Buffer): Arrival;
  /** The same message with other application properties. */
  change(content: Buffer, changes: PropertyChanges): Buffer;
  /** Sends a message on to another entity. Throws `BrokerFailure`. */
  forward(path: string, arrival: Arrival): void;
}
