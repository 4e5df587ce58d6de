import type { AuditEvent } from '@causeway/data-model';
import type { Surroundings } from './surroundings.js';

export type Actor = AuditEvent['actor'];

/** What is looked for: from inclusive, to exclusive. */
export type AuditSearch = { from: Date; to: Date; type?: string | undefined };

/**
 * The security events there were. Nothing in it is ever changed or taken out. What changes something notes itself in
 * the same transaction; this is for what changes nothing else, and for what other services tell.
 */
export interface AuditTrail {
  /** Notes events; those that are known already stay as they are. */
  note(events: readonly AuditEvent[]): Promise<void>;
  /** Newest first; `after` is the position that the page before ended with. */
  search(search: AuditSearch, limit: number, after?: string): Promise<{ items: AuditEvent[]; position?: string }>;
}

export const byUser = (id: string): Actor => ({ kind: 'user', id });
export const byService = (name: string): Actor => ({ kind: 'service', id: name });
export const byNobodyKnown: Actor = { kind: 'unknown', id: null };

/** A security event of this service, at this moment and in the trace of the work under way. */
export const auditEventOf = (
  surroundings: Surroundings,
  type: string,
  actor: Actor,
  subject: string | null,
  detail: AuditEvent['detail'] = {},
): AuditEvent => ({
  id: surroundings.newId(),
  at: surroundings.now().toISOString(),
  type,
  service: 'identity-service',
  actor,
  subject,
  traceId: surroundings.traceparent().slice(3, 35),
  detail,
});
