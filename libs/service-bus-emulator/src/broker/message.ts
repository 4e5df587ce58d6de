import type { FilterFacts } from '../filters/facts.js';

/** What was sent, kept as its encoded AMQP sections; the copies of a topic's subscriptions share one. */
export interface Content {
  readonly id: number;
  readonly size: number;
  /** How many entries point here; at 0 the bytes are deleted. */
  shares: number;
}

export type Place = 'active' | 'deferred' | 'scheduled';

export interface MessageLock {
  /** A GUID in the usual text form. */
  readonly token: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** One message in one lane of one entity: the small part of it, which stays in memory. */
export interface Entry {
  readonly id: number;
  readonly sequence: number;
  /** The number it got where it first entered the namespace. */
  readonly enqueuedSequence: number;
  readonly enqueuedAt: number;
  /** Effective time to live in ms; 0: for ever. */
  readonly timeToLive: number;
  /** Infinity: never. */
  readonly expiresAt: number;
  /** When a scheduled message becomes active, or became so; 0 for others. */
  readonly dueAt: number;
  readonly sessionId: string | undefined;
  /** Where it was dead-lettered, once it was forwarded from there. */
  readonly deadLetterSource: string | undefined;
  content: Content;
  place: Place;
  /** How often it was handed to a receiver; dead letters keep what they came with. */
  attempts: number;
  lock: MessageLock | undefined;
  /** Completed, expired, cancelled or moved: indexes that still mention it skip it. */
  gone: boolean;
  /** Appointments of the timeline that mention it. */
  appointments: number;
}

/** A message on its way into an entity. */
export interface Arrival {
  readonly content: Buffer;
  readonly messageId: string;
  readonly sessionId: string | undefined;
  readonly partitionKey: string | undefined;
  /** Of the transfer queue that a transaction would send it through. */
  readonly viaPartitionKey?: string | undefined;
  /** Bytes of all but the body. */
  readonly headerBytes?: number;
  /** Its properties with the bytes of the longer of name and value; none where all of them together are small. */
  readonly propertyBytes?: ReadonlyMap<string, number>;
  /** Ms; 0: the sender set none. */
  readonly timeToLive: number;
  /** Ms since 1970; 0: at once. */
  readonly scheduledFor: number;
  /** It was scheduled, and its time has come. */
  readonly isDue?: boolean;
  readonly enqueuedSequence?: number;
  readonly deadLetterSource?: string;
  /** How many forwarding steps it took. */
  readonly hops: number;
  /** What rules can see; decoded only when a rule looks. */
  facts(): FilterFacts;
}

/** Changes of application properties: values are plain ones or already typed by the protocol layer; `null` is a value. */
export type PropertyChanges = ReadonlyMap<string, unknown>;

/** A message as a receiver or a peek gets it. */
export interface Handed {
  readonly entry: Entry;
  readonly content: Buffer;
  /** Attempts that ended without success: the one that begins with handing it out is not among them. */
  readonly deliveryCount: number;
}
