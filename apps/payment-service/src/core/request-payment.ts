import { type Order, zero } from '@causeway/data-model';
import type { Change } from './change.js';
import { whenStalled } from './patience.js';
import type { Payment } from './payment.js';

export type Origin = { id: string; now: Date; traceparent: string };

/**
 * The payment that an order begins with, as the order is when it is first heard of; undefined when it is past that: it
 * had a payment, which is not here any more.
 */
export function firstPayment(order: Order, origin: Origin): Change | undefined {
  if (order.status === 'pending_payment') return requested(order, origin);
  const isUnwanted = order.status === 'cancel_requested' || order.status === 'cancelled';
  return isUnwanted ? cancelledEarly(order, origin) : undefined;
}

/** The payment of a placed order, before anything was asked of the provider. */
export const requested = (order: Order, origin: Origin): Change => ({
  step: 'recorded',
  payment: { ...blank(order, origin), status: 'requested', dueAt: whenStalled(origin.now) },
  entries: [],
  events: [],
});

/** The payment of an order that was cancelled before it was heard of: nothing will ever be charged. */
export const cancelledEarly = (order: Order, origin: Origin): Change => ({
  step: 'recorded',
  payment: { ...blank(order, origin), status: 'cancelled', cancelRequestedAt: origin.now.toISOString() },
  entries: [],
  events: ['shop.payment.cancelled.v1'],
});

const blank = (order: Order, { id, now, traceparent }: Origin): Omit<Payment, 'status'> => ({
  id,
  orderId: order.id,
  userId: order.userId,
  amount: order.total,
  refunded: zero(order.total.currency),
  paymentMethod: order.paymentMethod,
  method: { type: 'card', brand: null, last4: null },
  intentId: null,
  declineCode: null,
  nextAction: null,
  refunds: [],
  capturedAt: null,
  cancelRequestedAt: null,
  doubtSince: null,
  attempts: 0,
  dueAt: null,
  resolution: null,
  traceparent,
  version: 1,
  revision: 1,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
});
