import { type AuditEvent, invalidField } from '@causeway/data-model';
import type { AuditTrail } from './audit-trail.js';

/** Keeps what other services tell for the audit trail. */
export class NoteOfOthers {
  readonly #trail: AuditTrail;

  constructor(ports: { trail: AuditTrail }) {
    this.#trail = ports.trail;
  }

  /** @throws DomainError `validation` when a service speaks in another's name. */
  async run(events: readonly AuditEvent[], service: string): Promise<void> {
    const foreign = events.findIndex((event) => event.service !== service);
    if (foreign >= 0) throw invalidField(`/events/${foreign}/service`, `must be ${service}, whose token this is`);
    await this.#trail.note(events);
  }
}
