import { DomainError, unavailable } from '@causeway/data-model';
import { DeadLetter } from './dead-letter.js';
import { outcomeOf } from './outcome.js';

describe('what becomes of an event whose handler threw', () => {
  it('is the dead letters at once when the handler says so', () => {
    expect(outcomeOf(new DeadLetter('unknown-order', 'No such order.'), 0)).toEqual({
      kind: 'dead-letter',
      reason: 'unknown-order',
      description: 'No such order.',
    });
  });

  it.each([
    unavailable('The store did not answer.'),
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    new DOMException('too late', 'TimeoutError'),
  ])('is a later try when something was away (%s), however often it was delivered', (error) => {
    expect(outcomeOf(error, 9)).toMatchObject({ kind: 'later' });
  });

  it('is another delivery for anything else, up to the tenth', () => {
    const bug = new DomainError('illegal-state');
    expect(outcomeOf(bug, 0)).toMatchObject({ kind: 'again' });
    expect(outcomeOf(bug, 8)).toMatchObject({ kind: 'again' });
    expect(outcomeOf(bug, 9)).toMatchObject({ kind: 'dead-letter', reason: 'max-delivery' });
    expect(outcomeOf('no error at all', 9)).toMatchObject({ kind: 'dead-letter', description: '"no error at all"' });
  });
});
