import { type EventType, type Order, unavailable } from '@causeway/data-model';
import { reservationAnnouncement } from './announcements.js';
import type { Clock, Reservations } from './ports.js';
import { type Demand, settle } from './reservation.js';

export type OrderNews = { eventId: string; type: EventType; order: Order };

const attempts = 5;

/** Does with a reservation what its order's fate asks for, once, in whatever order the news comes. */
export class SettleReservation {
  readonly #reservations: Reservations;
  readonly #clock: Clock;

  constructor(ports: { reservations: Reservations; clock: Clock }) {
    this.#reservations = ports.reservations;
    this.#clock = ports.clock;
  }

  /** @returns `unknown` when the order has no reservation and so never will */
  async execute({ eventId, type, order }: OrderNews): Promise<'settled' | 'nothing-to-do' | 'unknown'> {
    const demand = demandOf(type, order);
    if (demand === undefined) return 'nothing-to-do';
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const before = await this.#reservations.find(order.id);
      if (before === undefined) return 'unknown';
      const settlement = settle(before, demand, this.#clock());
      if (settlement === undefined) return 'nothing-to-do';
      const announcements = reservationAnnouncement(settlement.after);
      if (await this.#reservations.settle(settlement, announcements, eventId)) return 'settled';
    }
    throw unavailable('The reservation is being changed by many at once.');
  }
}

/** A refund without a cancellation leaves the goods with the customer; one that followed a cancellation brings them back. */
export function demandOf(type: EventType, order: Pick<Order, 'cancellation'>): Demand | undefined {
  switch (type) {
    case 'shop.order.paid.v1':
    case 'shop.order.fulfilled.v1':
    case 'shop.order.partially_refunded.v1':
      return 'commit';
    case 'shop.order.payment_failed.v1':
    case 'shop.order.cancelled.v1':
      return 'release';
    case 'shop.order.refunded.v1':
      return order.cancellation === null ? 'commit' : 'restock';
    default:
      return undefined;
  }
}
