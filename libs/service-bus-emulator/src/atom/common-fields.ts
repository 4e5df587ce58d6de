import { FOREVER } from '../broker/definition.js';
import type { Queue } from '../broker/queue.js';
import { duration, entityReference, flag, messageSize, numberAmong, oneOf, textUpTo, wholeNumber } from './codecs.js';
import type { Told } from './field.js';
import type { XmlContent } from './xml.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Standard and premium sizes; a partitioned entity has sixteen partitions of that size. */
const SIZES = [1, 2, 3, 4, 5, 10, 20, 40, 80].map((gigabytes) => gigabytes * 1024);
const PARTITIONS = 16;
const LARGEST_OF_STANDARD = 5 * 1024;

/**
 * The size of an entity in megabytes, all partitions together: a partitioned one is asked for by the size of one
 * partition, and told as a whole.
 */
export const wholeSize = (given: number, isPartitioned: boolean): number =>
  isPartitioned && given <= LARGEST_OF_STANDARD ? given * PARTITIONS : given;

/**
 * How settings are written that several kinds of entities have, with the service's limits:
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas
 */
export const codecs = {
  lockDuration: duration(5 * SECOND, 5 * MINUTE),
  timeToLive: duration(SECOND, FOREVER),
  autoDeleteOnIdle: duration(5 * MINUTE, FOREVER),
  duplicateWindow: duration(20 * SECOND, 7 * DAY),
  maxDeliveryCount: wholeNumber(1, 2000),
  maxSize: numberAmong([...new Set([...SIZES, ...SIZES.map((size) => size * PARTITIONS)])]),
  userMetadata: textUpTo(1024),
  status: oneOf(['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled']),
  entityReference,
  messageSize,
  flag,
} as const;

/** Told as it always is here. */
export const availability: Told<unknown> = { element: 'EntityAvailabilityStatus', tell: () => 'Available' };
export const isAnonymous: Told<unknown> = { element: 'IsAnonymousAccessible', tell: () => false };

/** Times the broker keeps of every entity. */
export interface Dated {
  readonly record: { readonly createdAt: number; readonly updatedAt: number };
  /** When a message last came or went; 0: never. */
  readonly accessedAt: number;
}

const NEVER = '0001-01-01T00:00:00Z';
const time = (ms: number): string => (ms === 0 ? NEVER : new Date(ms).toISOString());

export const createdAt: Told<Dated> = { element: 'CreatedAt', tell: ({ record }) => time(record.createdAt) };
export const updatedAt: Told<Dated> = { element: 'UpdatedAt', tell: ({ record }) => time(record.updatedAt) };
export const accessedAt: Told<Dated> = { element: 'AccessedAt', tell: ({ accessedAt: at }) => time(at) };

export interface MessageCounts {
  readonly active: number;
  readonly deadLetter: number;
  readonly scheduled: number;
}

/** Deferred messages count as active ones, as the service counts them. */
export const countsOf = ({ counts }: Queue): MessageCounts => ({ ...counts, active: counts.active + counts.deferred });

export const totalOf = (counts: MessageCounts): number => counts.active + counts.deadLetter + counts.scheduled;

/** The broker forwards at once: no message is ever on its way, so nothing waits for a transfer. */
export const countDetails = ({ active, deadLetter, scheduled }: MessageCounts): XmlContent => ({
  '@xmlns:d2p1': 'http://schemas.microsoft.com/netservices/2011/06/servicebus',
  'd2p1:ActiveMessageCount': active,
  'd2p1:DeadLetterMessageCount': deadLetter,
  'd2p1:ScheduledMessageCount': scheduled,
  'd2p1:TransferMessageCount': 0,
  'd2p1:TransferDeadLetterMessageCount': 0,
});
