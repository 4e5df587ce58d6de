import { createHash } from 'node:crypto';
import { type AuditEvent, eventTypes, isEventType, isId } from '@causeway/data-model';
import { currentTraceId, traceIdOfCaller } from '@causeway/runtime/telemetry';
import * as z from 'zod';

/** A refused event, as the audit trail is told of it. */
export type RefusalNote = Pick<AuditEvent, 'id' | 'type' | 'actor' | 'subject' | 'traceId' | 'detail'>;

/** Where refusals are told: the audit trail of libs/auth. It neither throws nor keeps anybody waiting. */
export type RefusalAudit = { note(note: RefusalNote): void };

/** What stands in the way of handling an event and says nothing about who sent it. */
const operational = new Set(['max-delivery', 'outage-too-long']);

/** Whether a dead letter's reason is one that whoever guards the shop should hear of. */
export const isSuspicious = (reason: string): boolean => !operational.has(reason);

export type RefusedEvent = {
  reason: string;
  /** The dead letter, as `npm run dlq` calls it: `orders/payment-service:17`; `bridge` where it came over HTTP. */
  place: string;
  /** Tells this message from all others: the same message that is refused again makes the same note. */
  message: string;
  /** What came, whatever it is. */
  body: unknown;
  /** Who sent it, where that is known: Service Bus does not say whose key opened the door. */
  sender: string | null;
};

/**
 * The note about a refused event. Nothing of what it says goes into it unless it is an id of ours or a name that is known:
 * whoever forged it could have written anything. The dead letter itself has all of it.
 */
export function refusalNote({ reason, place, message, body, sender }: RefusedEvent): RefusalNote {
  const { type, id, source, subject, traceparent } = claims.parse(body);
  return {
    id: idOf(`${place} ${message} ${reason}`),
    type: 'event.refused',
    actor: sender === null ? { kind: 'unknown', id: null } : { kind: 'service', id: sender },
    subject,
    traceId: traceparent === null ? currentTraceId() : traceIdOfCaller(traceparent),
    detail: { reason, place, eventType: type, eventId: id, claimedSource: source },
  };
}

const eventId = /^[a-z]{1,20}\/[0-9a-f-]{36}\/\d{1,10}\/shop\.[a-z_]+\.[a-z_]+\.v\d{1,3}$/;
const sources = new Set<string>(Object.values(eventTypes).map(({ source }) => source));

const only = (isOurs: (text: string) => boolean) => z.string().refine(isOurs).nullable().catch(null).default(null);

/** What an event says of itself, as far as it can be told on. */
const claims = z
  .object({
    type: only(isEventType),
    id: only((text) => eventId.test(text)),
    source: only((text) => sources.has(text)),
    subject: only(isId),
    traceparent: only((text) => /^00-(?!0{32})[0-9a-f]{32}-/.test(text)),
  })
  .catch({ type: null, id: null, source: null, subject: null, traceparent: null });

/** A UUID made of a text (version 8, RFC 9562 section 5.8): the same text, the same UUID. */
function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
