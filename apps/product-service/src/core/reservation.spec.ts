import { aPricedLine } from '@causeway/testing';
import { type Demand, isFor, type Reservation, settle } from './reservation.js';

const now = new Date('2026-11-21T09:00:00.000Z');
const held: Reservation = {
  orderId: '019aa000-0000-7000-8000-000000000001',
  status: 'held',
  lines: [aPricedLine()],
  leaseUntil: '2026-11-21T09:02:00.000Z',
  version: 1,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
};

const after = (...demands: Demand[]): Reservation =>
  demands.reduce((reservation, demand) => settle(reservation, demand, now)?.after ?? reservation, held);

describe('a reservation', () => {
  it('moves what is held to what is sold when its order is paid, and its lease ends', () => {
    expect(settle(held, 'commit', now)).toMatchObject({
      from: 'held',
      to: 'sold',
      after: { status: 'committed', version: 2, leaseUntil: null },
    });
  });

  it('gives back what is held when its order comes to nothing', () => {
    expect(settle(held, 'release', now)).toMatchObject({ from: 'held', to: 'left', after: { status: 'released' } });
  });

  it('takes back what was sold when the cancellation comes after the payment', () => {
    expect(settle(after('commit'), 'release', now)).toMatchObject({
      from: 'sold',
      to: 'left',
      after: { status: 'restocked', version: 3 },
    });
  });

  it('restocks from where the goods are', () => {
    expect(settle(held, 'restock', now)).toMatchObject({ from: 'held', to: 'left', after: { status: 'restocked' } });
    expect(settle(after('commit'), 'restock', now)).toMatchObject({ from: 'sold', to: 'left' });
  });

  it('never goes back, whatever comes late or twice', () => {
    for (const end of [after('release'), after('restock'), after('commit', 'release')]) {
      for (const demand of ['commit', 'release', 'restock'] as const) expect(settle(end, demand, now)).toBeUndefined();
    }
    expect(settle(after('commit'), 'commit', now)).toBeUndefined();
  });

  it('knows the lines it was made for in any order', () => {
    const [a, b] = [aPricedLine({ quantity: 1 }), aPricedLine({ quantity: 2 })];
    const both = { ...held, lines: [a, b] };
    expect(isFor(both, [b, a])).toBe(true);
    expect(isFor(both, [a])).toBe(false);
    expect(isFor(both, [a, { ...b, quantity: 3 }])).toBe(false);
    expect(isFor({ ...held, lines: [a] }, [a, a])).toBe(false);
  });
});
