import type { PricedLine, ReservationLine } from '@causeway/data-model';

export type ReservationStatus = 'held' | 'committed' | 'released' | 'restocked';

/** Stock set aside for one order; it has the order's id. */
export type Reservation = {
  orderId: string;
  status: ReservationStatus;
  lines: PricedLine[];
  /** When a reservation without an order is given up; null once its order is known to exist or it is settled. */
  leaseUntil: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
};

/** What an order's fate asks of its reservation. */
export type Demand = 'commit' | 'release' | 'restock';

/** A step of a reservation: the quantities of all its lines move between two columns of the stock. */
export type Settlement = {
  before: Reservation;
  after: Reservation;
  from: 'held' | 'sold';
  to: 'sold' | 'left';
};

const rank: Record<ReservationStatus, number> = { held: 0, committed: 1, released: 2, restocked: 2 };

/**
 * What a demand makes of a reservation; undefined when it has come at least as far already. Ranks only rise
 * (held < committed < released or restocked), so events have the same end in any order and however often they come.
 */
export function settle(before: Reservation, demand: Demand, now: Date): Settlement | undefined {
  const status = statusAfter(before.status, demand);
  if (rank[status] <= rank[before.status]) return undefined;
  return {
    before,
    after: { ...before, status, leaseUntil: null, version: before.version + 1, updatedAt: now.toISOString() },
    from: before.status === 'held' ? 'held' : 'sold',
    to: status === 'committed' ? 'sold' : 'left',
  };
}

function statusAfter(status: ReservationStatus, demand: Demand): ReservationStatus {
  if (demand === 'commit') return 'committed';
  // What was sold comes back as goods, whatever the word: a cancellation may overtake the payment's news.
  return demand === 'restock' || status === 'committed' ? 'restocked' : 'released';
}

/** Whether the reservation was made for exactly these lines, in any order. */
export function isFor(reservation: Reservation, lines: readonly ReservationLine[]): boolean {
  const wanted = new Map(lines.map(({ productId, quantity }) => [productId, quantity]));
  return (
    wanted.size === lines.length &&
    wanted.size === reservation.lines.length &&
    reservation.lines.every(({ productId, quantity }) => wanted.get(productId) === quantity)
  );
}
