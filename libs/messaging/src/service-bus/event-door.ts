import { createHash } from 'node:crypto';
import { DomainError } from '@causeway/data-model';
import { DeadLetter } from './dead-letter.js';
import type { EventHandlers } from './event-handlers.js';
import { type RefusalAudit, refusalNote } from './refusals.js';

/**
 * Delivers an event that came as an HTTP request (CloudEvents HTTP binding, structured mode). What will never be fit is
 * noted in the audit trail, once however often the same is sent.
 *
 * @param sender the service that sent it, as its token says
 * @throws DomainError `validation` when the event will never be fit, with the reason for its dead letter in `deadLetter`;
 * otherwise what a handler threw
 */
export async function receiveOverHttp(
  handlers: Pick<EventHandlers, 'receive'>,
  body: unknown,
  { audit, sender }: { audit: RefusalAudit; sender: string },
): Promise<void> {
  try {
    await handlers.receive(body);
  } catch (error) {
    if (!(error instanceof DeadLetter)) throw error;
    const { description, reason } = error;
    const message = createHash('sha256')
      .update(JSON.stringify(body) ?? '')
      .digest('hex');
    audit.note(refusalNote({ reason, place: 'bridge', message, body, sender }));
    throw new DomainError('validation', {
      detail: description,
      errors: [{ pointer: '', message: description }],
      members: { deadLetter: reason },
      cause: error,
    });
  }
}
