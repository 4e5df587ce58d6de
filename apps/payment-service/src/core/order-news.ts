import { type Order, sameMoney } from '@causeway/data-model';
import type { Payment } from './payment.js';
import type { KnownOrders } from './ports.js';

/** An order event: what the order was, which event it is, and the trace it belongs to. */
export type OrderNews = { eventId: string; order: Order; traceparent: string };

/** Why an order event can never have its effect. */
export type Disbelief = 'unknown-order' | 'amount-mismatch' | 'illegal-state';

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
  return owesTheSame(told, { userId: known.userId, amount: known.total }) ? known : 'amount-mismatch';
}

/** Whether a payment is of the sum, the currency and the customer that an order event tells of. */
export const owesTheSame = (told: Order, { userId, amount }: Pick<Payment, 'userId' | 'amount'>): boolean =>
  told.userId === userId && sameMoney(told.total, amount);
