import { isSamePerson, type Order, orderDisproof, sameMoney } from '@causeway/data-model';
import type { Payment } from './payment.js';
import type { Arrival, KnownOrders } from './ports.js';

/** An order event: what the order was, which event it is and what it said, and the trace it belongs to. */
export type OrderNews = { eventId: string; fingerprint: string | null; order: Order; traceparent: string };

export const arrivalOf = ({ eventId, fingerprint }: OrderNews): Arrival => ({
  kind: 'event',
  id: eventId,
  fingerprint,
});

/** Why an order event can never have its effect. */
export type Disbelief = 'unknown-order' | 'amount-mismatch' | 'illegal-state' | 'contradiction';

export type NewsOutcome = 'handled' | Disbelief;

/**
 * The order as order-service holds it now. An event is nobody's word: whoever may send to the topic could tell of an order
 * that was never placed, of another sum, or of somebody else's card.
 *
 * @throws DomainError `unavailable` when order-service cannot be asked
 */
export async function confirmed(told: Order, orders: KnownOrders): Promise<Order | Disbelief> {
  const known = await orders.byId(told.id);
  if (known === undefined) return 'unknown-order';
  if (!owesTheSame(told, { userId: known.userId, amount: known.total })) return 'amount-mismatch';
  if (told.cancellation !== null && known.cancellation === null) return 'illegal-state';
  return orderDisproof(told, known) === undefined ? known : 'contradiction';
}

/** Whether a payment is of the sum, the currency and the customer that an order event tells of. */
export const owesTheSame = (told: Order, { userId, amount }: Pick<Payment, 'userId' | 'amount'>): boolean =>
  isSamePerson(told.userId, userId) && sameMoney(told.total, amount);
