import { anOrder } from '@causeway/testing';
import { Witness } from './witness.js';

describe('a witness', () => {
  it('has nothing to say of an order that goes its way', () => {
    const witness = new Witness();
    const order = anOrder({ version: 1, status: 'pending_payment' });
    witness.answered('k', order);
    witness.answered('k', structuredClone(order));
    witness.read(order);
    witness.read({ ...order, version: 2, status: 'paid' });
    witness.read({ ...order, version: 2, status: 'paid' });
    witness.stands('k', { ...order, version: 2, status: 'paid' });
    expect(witness.violations).toEqual([]);
  });

  it('tells of a key that has two answers', () => {
    const witness = new Witness();
    witness.answered('k', anOrder());
    witness.answered('k', anOrder());
    expect(witness.violations).toEqual([expect.stringMatching(/^Key k was answered with order/)]);
  });

  it.each([
    [
      { version: 3, status: 'paid' as const },
      { version: 2, status: 'pending_payment' as const },
    ],
    [
      { version: 3, status: 'paid' as const },
      { version: 3, status: 'pending_payment' as const },
    ],
  ])('tells of an order that goes back: %j, %j', (before, after) => {
    const witness = new Witness();
    const order = anOrder();
    witness.read({ ...order, ...before });
    witness.read({ ...order, ...after });
    expect(witness.violations).toEqual([expect.stringMatching(/went back/)]);
  });

  it('tells of an order that is gone, or is another', () => {
    const witness = new Witness();
    const order = anOrder();
    witness.answered('k', order);
    witness.stands('k', undefined);
    witness.stands('k', { ...order, total: { amount: 1, currency: 'EUR' } });
    expect(witness.violations).toEqual([
      expect.stringMatching(/does not exist/),
      expect.stringMatching(/is not the one that was answered/),
    ]);
  });
});
