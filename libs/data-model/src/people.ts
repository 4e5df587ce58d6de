import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import { auditEvent } from './audit.js';
import { user } from './identity.js';
import { id, text, time } from './wire.js';

// Privacy: what services say to each other when somebody wants a copy of their data, or to be forgotten.

/**
 * The name an erased person goes by wherever accounts must still add up: always the same for the same person, and nobody's
 * id. It cannot be turned back: 74 bits of a user's id are random (RFC 9562, section 5.7), too many to try.
 *
 * @returns a UUID of version 8 (RFC 9562, section 5.8), in which an erased person can be told from one who is not
 */
export function pseudonymOf(userId: string): string {
  const hex = bytesToHex(sha256(utf8ToBytes(`causeway:erased:${userId}`)));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const isPseudonym = (userId: string): boolean => userId[14] === '8';

/** Whether two ids are of one person, who may have been erased in one place and not yet in the other. */
export const isSamePerson = (one: string, other: string): boolean =>
  one === other || pseudonymOf(one) === other || one === pseudonymOf(other);

/** What stands where somebody's words stood until they were erased. */
export const erasedText = 'erased';

/** The services that keep something about a person, besides identity-service itself. */
export const keepersOfPersonalData = [
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
] as const;
export const keeper = z.enum(keepersOfPersonalData);
export type Keeper = z.infer<typeof keeper>;

/** How far an erasure has come. Says nothing of who it was. */
export const erasure = z.strictObject({
  id,
  status: z.enum(['in_progress', 'complete']),
  requestedAt: time,
  completedAt: time.nullable(),
  services: z.array(z.strictObject({ service: keeper, completedAt: time.nullable() })),
});
export type Erasure = z.infer<typeof erasure>;

/** `GET /internal/erasures/{userId}` of identity-service: 200 for an account that was erased, 404 for every other id. */
export const erasedAccount = z.strictObject({ userId: id, erasedAt: time });
export type ErasedAccount = z.infer<typeof erasedAccount>;

/**
 * `POST /internal/erasures/{userId}/reports` of identity-service, 204: the service of the token has erased the person, and
 * how many things of each kind it was, such as `{"orders": 3, "carts": 1}`. A repeat changes nothing.
 */
export const erasureReport = z.strictObject({
  erased: z.record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.int().min(0)),
});
export type ErasureReport = z.infer<typeof erasureReport>;

/** The query of `GET /internal/people/{userId}/data`. */
export const personalDataQuery = z.strictObject({ after: text(1, 2048).optional() });

/**
 * A page of `GET /internal/people/{userId}/data`: everything a service keeps about a person, each thing with the kind it
 * is listed under in the export (`orders`, `cart`, `payments`, `notifications`, `analytics`). Empty for one nobody knows.
 */
export const personalData = z.strictObject({
  items: z.array(z.strictObject({ kind: z.string().regex(/^[a-zA-Z]{1,40}$/), data: z.unknown() })),
  nextCursor: z.string().nullable(),
});
export type PersonalData = z.infer<typeof personalData>;

/** Things of one kind, each as the service has it that keeps it. */
const things = z.array(z.unknown());

/** `GET /v1/me/export`: everything the shop keeps about a person; never a password, a token or what they are made of. */
export const personalExport = z.strictObject({
  exportedAt: time,
  user,
  /** Log-ins of the last 30 days. */
  sessions: z.array(
    z.strictObject({ id: z.string(), openedAt: time, refreshedAt: time.nullable(), endedAt: time.nullable() }),
  ),
  /** What was noted of the account itself, oldest first: its opening, log-ins, passwords. */
  securityEvents: z.array(auditEvent),
  /** What lies in the cart; null when nothing does. */
  cart: z.unknown(),
  /** Each with its timeline. */
  orders: things,
  payments: things,
  notifications: things,
  analytics: things,
});
export type PersonalExport = z.infer<typeof personalExport>;
