import { unavailable } from '@causeway/data-model';
import { EndLeases } from './end-leases.js';
import type { Reservations } from './ports.js';
import { ReleaseReservation } from './release-reservation.js';
import type { Reservation } from './reservation.js';

const now = new Date('2026-11-21T09:05:00.000Z');
const held = (orderId: string): Reservation => ({
  orderId,
  status: 'held',
  lines: [],
  leaseUntil: '2026-11-21T09:02:00.000Z',
  version: 1,
  createdAt: '2026-11-21T09:00:00.000Z',
  updatedAt: '2026-11-21T09:00:00.000Z',
});

/** Reservations whose leases have all ended, and an order-service that answers as told. */
function leases(orderIds: string[], isPlaced: (orderId: string) => Promise<boolean>) {
  const all = new Map(orderIds.map((orderId) => [orderId, held(orderId)]));
  const asked: string[] = [];
  const reservations: Reservations = {
    find: async (orderId) => all.get(orderId),
    hold: async () => 'held',
    settle: async ({ after }) => {
      all.set(after.orderId, after);
      return true;
    },
    leasesEnded: async () => [...all.keys()],
    endLease: async (before) => {
      all.set(before.orderId, { ...before, leaseUntil: null });
      return true;
    },
  };
  const clock = () => now;
  const fence = {
    isPlaced: (orderId: string) => {
      asked.push(orderId);
      return isPlaced(orderId);
    },
  };
  const release = new ReleaseReservation({ reservations, clock });
  return { all, asked, sweep: new EndLeases({ reservations, fence, release, clock }) };
}

describe('a round over ended leases', () => {
  it('releases what was never ordered and leaves the rest to the order', async () => {
    const { all, sweep } = leases(['a', 'b'], async (orderId) => orderId === 'b');
    expect(await sweep.execute()).toEqual({ released: 1, kept: 1, failures: [] });
    expect(all.get('a')).toMatchObject({ status: 'released', leaseUntil: null });
    expect(all.get('b')).toMatchObject({ status: 'held', leaseUntil: null });
  });

  it('releases nothing without an answer, and stops asking an order-service that is away', async () => {
    const { all, asked, sweep } = leases(['a', 'b', 'c', 'd', 'e'], async () => {
      throw unavailable('order-service got no answer.');
    });
    expect((await sweep.execute()).failures).toHaveLength(3);
    expect(asked).toEqual(['a', 'b', 'c']);
    expect([...all.values()].every(({ status, leaseUntil }) => status === 'held' && leaseUntil !== null)).toBe(true);
  });

  it('goes on past one order that cannot be judged', async () => {
    const { all, sweep } = leases(['a', 'b'], async (orderId) => {
      if (orderId === 'a') throw new Error('a surprise');
      return false;
    });
    expect(await sweep.execute()).toMatchObject({ released: 1, failures: [{ message: 'a surprise' }] });
    expect(all.get('a')?.status).toBe('held');
  });

  it('asks nothing about what has been settled meanwhile', async () => {
    const { all, asked, sweep } = leases(['a'], async () => false);
    all.set('a', { ...held('a'), status: 'committed', leaseUntil: null });
    await sweep.execute();
    expect(asked).toEqual([]);
  });
});
