import { DomainError } from '@causeway/data-model';
import { DeadLetter } from './dead-letter.js';
import type { EventHandlers } from './event-handlers.js';

/**
 * Delivers an event that came as an HTTP request (CloudEvents HTTP binding, structured mode).
 *
 * @throws DomainError `validation` when the event will never be fit, with the reason for its dead letter in `deadLetter`;
 * otherwise what a handler threw
 */
export async function receiveOverHttp(handlers: Pick<EventHandlers, 'receive'>, body: unknown): Promise<void> {
  try {
    await handlers.receive(body);
  } catch (error) {
    if (!(error instanceof DeadLetter)) throw error;
    const { description, reason } = error;
    throw new DomainError('validation', {
      detail: description,
      errors: [{ pointer: '', message: description }],
      members: { deadLetter: reason },
      cause: error,
    });
  }
}
