import { DomainError, unavailable } from '@causeway/data-model';
import { DeadLetter } from './dead-letter.js';
import { receiveOverHttp } from './event-door.js';
import { EventHandlers } from './event-handlers.js';
import type { RefusalNote } from './refusals.js';

const refusing = (error: Error) => ({ receive: () => Promise.reject(error) });

const noted: RefusalNote[] = [];
const door = { audit: { note: (note: RefusalNote) => void noted.push(note) }, sender: 'bridge' };
beforeEach(() => void noted.splice(0));

describe('the door for events over HTTP', () => {
  it('names the reason for the dead letter of an event that will never be fit', async () => {
    const handlers = refusing(new DeadLetter('unknown-order', 'Nobody ordered that.'));
    const refusal = await receiveOverHttp(handlers, {}, door).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({
      code: 'validation',
      extras: {
        detail: 'Nobody ordered that.',
        errors: [{ pointer: '', message: 'Nobody ordered that.' }],
        members: { deadLetter: 'unknown-order' },
      },
    });
  });

  it('leaves any other failure to the sender, who tries again', async () => {
    const away = unavailable('The store is away.');
    await expect(receiveOverHttp(refusing(away), {}, door)).rejects.toBe(away);
    expect(noted).toEqual([]);
  });

  it('refuses what is no event', async () => {
    const refused = () => receiveOverHttp(new EventHandlers(), { no: 'event' }, door);
    await expect(refused()).rejects.toMatchObject({ code: 'validation' });
    await expect(refused()).rejects.toMatchObject({ code: 'validation' });
    expect(noted).toMatchObject([
      { actor: { kind: 'service', id: 'bridge' }, detail: { reason: 'schema', place: 'bridge' } },
      { id: noted[0]?.id },
    ]);
  });
});
