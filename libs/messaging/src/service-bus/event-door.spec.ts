import { DomainError, unavailable } from '@causeway/data-model';
import { DeadLetter } from './dead-letter.js';
import { receiveOverHttp } from './event-door.js';
import { EventHandlers } from './event-handlers.js';

const refusing = (error: Error) => ({ receive: () => Promise.reject(error) });

describe('the door for events over HTTP', () => {
  it('names the reason for the dead letter of an event that will never be fit', async () => {
    const refusal = await receiveOverHttp(refusing(new DeadLetter('unknown-order', 'Nobody ordered that.')), {}).catch(
      (error: unknown) => error,
    );
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
    await expect(receiveOverHttp(refusing(away), {})).rejects.toBe(away);
  });

  it('refuses what is no event', async () => {
    await expect(receiveOverHttp(new EventHandlers(), { no: 'event' })).rejects.toMatchObject({ code: 'validation' });
  });
});
