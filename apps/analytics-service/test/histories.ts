import type { CloudEvent, Order, OrderStatus, PaymentState } from '@causeway/data-model';
import { anOrder, aPayment, aPricedLine } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import {
  accountEvent,
  aProductState,
  aRefund,
  notificationEvent,
  orderEvent,
  paymentEvent,
  productEvent,
  reservationEvent,
  stockEvent,
} from './events.js';

export const outcomes = ['declined', 'paid', 'refunded bit by bit', 'cancelled after capture', 'never paid'] as const;
export type Outcome = (typeof outcomes)[number];

/** All that is told of one order that ends in a certain way, oldest first. */
export function orderHistory(outcome: Outcome): CloudEvent[] {
  const placed = anOrder({ items: [aPricedLine({ quantity: 2 }), aPricedLine({ quantity: 1, name: 'Mug' })] });
  const waiting: PaymentState = {
    ...aPayment({ orderId: placed.id, userId: placed.userId, amount: placed.total, status: 'requires_action' }),
    capturedAt: null,
  };
  const cancellation = { reason: 'too late', requestedAt: '2026-11-21T09:00:02.000Z', requestedBy: placed.userId };
  const isCancelled = outcome === 'never paid' || outcome === 'cancelled after capture';
  const order = (version: number, status: OrderStatus, refunded = 0): Order => ({
    ...placed,
    version,
    status,
    cancellation: isCancelled && status !== 'paid' ? cancellation : null,
    fulfilledAt: status === 'fulfilled' ? '2026-11-21T09:00:03.000Z' : null,
    refunded: { amount: refunded, currency: 'EUR' },
    updatedAt: `2026-11-21T09:00:0${version}.000Z`,
  });
  const start = [orderEvent('shop.order.placed.v1', placed), paymentEvent('shop.payment.action_required.v1', waiting)];
  const captured: PaymentState = { ...waiting, version: 2, status: 'captured', capturedAt: '2026-11-21T09:00:02.000Z' };
  const paid = [
    ...start,
    paymentEvent('shop.payment.captured.v1', captured),
    orderEvent('shop.order.paid.v1', order(2, 'paid')),
    reservationEvent('shop.reservation.committed.v1', placed.id, 2, 'committed'),
    notificationEvent(placed.id),
  ];
  const back = aRefund(captured, 500);
  const rest = aRefund(captured, placed.total.amount - 500);
  const money = (amount: number) => ({ amount, currency: 'EUR' });
  switch (outcome) {
    case 'declined':
      return [
        ...start,
        paymentEvent('shop.payment.declined.v1', { ...waiting, version: 2, status: 'declined', declineCode: 'lost' }),
        orderEvent('shop.order.payment_failed.v1', order(2, 'payment_failed')),
        reservationEvent('shop.reservation.released.v1', placed.id, 2, 'released'),
      ];
    case 'never paid':
      return [
        ...start,
        orderEvent('shop.order.cancel_requested.v1', order(2, 'cancel_requested')),
        paymentEvent('shop.payment.cancelled.v1', { ...waiting, version: 2, status: 'cancelled' }),
        orderEvent('shop.order.cancelled.v1', order(3, 'cancelled')),
      ];
    case 'paid':
      return [...paid, orderEvent('shop.order.fulfilled.v1', order(3, 'fulfilled'))];
    case 'cancelled after capture':
      return [
        ...paid,
        orderEvent('shop.order.cancel_requested.v1', order(3, 'cancel_requested')),
        paymentEvent('shop.payment.refunded.v1', {
          ...captured,
          version: 4,
          status: 'refunded',
          refunded: placed.total,
          refunds: [aRefund(captured, placed.total.amount)],
        }),
        orderEvent('shop.order.refunded.v1', order(4, 'refunded', placed.total.amount)),
        reservationEvent('shop.reservation.released.v1', placed.id, 3, 'restocked'),
      ];
    case 'refunded bit by bit':
      return [
        ...paid,
        paymentEvent('shop.payment.review_needed.v1', {
          ...captured,
          version: 4,
          refunds: [aRefund(captured, 100, { status: 'failed' })],
        }),
        paymentEvent('shop.payment.refunded.v1', {
          ...captured,
          version: 6,
          status: 'partially_refunded',
          refunded: money(500),
          refunds: [back, { ...rest, status: 'pending' }],
        }),
        orderEvent('shop.order.partially_refunded.v1', order(3, 'partially_refunded', 500)),
        paymentEvent('shop.payment.refunded.v1', {
          ...captured,
          version: 7,
          status: 'refunded',
          refunded: placed.total,
          refunds: [back, rest],
        }),
        orderEvent('shop.order.refunded.v1', order(4, 'refunded', placed.total.amount)),
      ];
  }
}

/** A product that is made, renamed, sold and taken away, and an account that is erased. */
export function catalogueHistory(): CloudEvent[] {
  const product = aProductState();
  const user = uuid();
  return [
    accountEvent('shop.account.registered.v1', user, 1),
    productEvent('shop.product.created.v1', product),
    stockEvent(product.id, 1, 12, 0),
    productEvent('shop.product.updated.v1', { ...product, name: 'Pier lamp', version: 2 }),
    stockEvent(product.id, 2, 9, 2),
    accountEvent('shop.account.updated.v1', user, 2),
    productEvent('shop.product.deleted.v1', { ...product, name: 'Pier lamp', version: 3 }),
    accountEvent('shop.account.erased.v1', user, 3),
  ];
}
