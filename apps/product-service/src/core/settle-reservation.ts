import { type Disproof, type EventType, type Order, orderDisproof, sameMoney, unavailable } from '@causeway/data-model';
import { reservationAnnouncement } from './announcements.js';
import type { Clock, InboxEntry, KnownOrders, Reservations } from './ports.js';
import { type Demand, isFor, type Reservation, settle } from './reservation.js';

export type OrderNews = { event: InboxEntry; type: EventType; order: Order };

/** Why an event can never have its effect. */
export type Refusal = { refused: Disproof['refused'] | 'unknown-reservation'; description: string };

const attempts = 5;

/** Does with a reservation what its order's fate asks for, once, in whatever order the news comes. */
export class SettleReservation {
  readonly #reservations: Reservations;
  readonly #orders: KnownOrders;
  readonly #clock: Clock;

  constructor(ports: { reservations: Reservations; orders: KnownOrders; clock: Clock }) {
    this.#reservations = ports.reservations;
    this.#orders = ports.orders;
    this.#clock = ports.clock;
  }

  /**
   * Before anything moves, order-service is asked whether the order has come to what the event says: goods leave the shelf
   * or return to it on nobody else's word. What would move nothing is not asked about.
   *
   * @returns a refusal when the order has no reservation and so never will, or the event is not true of it
   * @throws DomainError `unavailable` when order-service cannot be asked, before anything was written
   */
  async execute({ event, type, order }: OrderNews): Promise<'settled' | 'nothing-to-do' | Refusal> {
    let isProven = false;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const before = await this.#reservations.find(order.id);
      if (before === undefined)
        return { refused: 'unknown-reservation', description: `Nothing was ever held for order ${order.id}` };
      const refusal = doubtAboutLines(before, order);
      if (refusal !== undefined) return refusal;
      const demand = demandOf(type, order);
      const settlement = demand && settle(before, demand, this.#clock());
      if (settlement === undefined) return 'nothing-to-do';
      if (!isProven) {
        const disproof = orderDisproof(order, await this.#orders.byId(order.id));
        if (disproof !== undefined) return disproof;
        isProven = true;
      }
      const announcements = reservationAnnouncement(settlement.after);
      if (await this.#reservations.settle(settlement, announcements, event)) return 'settled';
    }
    throw unavailable('The reservation is being changed by many at once.');
  }
}

/** An order is for what was reserved, at the prices that were frozen then. */
function doubtAboutLines(reservation: Reservation, { id, items }: Order): Refusal | undefined {
  if (!isFor(reservation, items))
    return { refused: 'contradiction', description: `order ${id} is told of with other lines than were reserved` };
  const frozen = new Map(reservation.lines.map(({ productId, unitPrice }) => [productId, unitPrice]));
  const isAsPriced = items.every(({ productId, unitPrice }) => {
    const price = frozen.get(productId);
    return price !== undefined && sameMoney(price, unitPrice);
  });
  return isAsPriced
    ? undefined
    : { refused: 'amount-mismatch', description: `order ${id} is told of at other prices than were frozen` };
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
