import { anOrder } from '@causeway/testing';
import { demandOf } from './settle-reservation.js';

const cancellation = { reason: 'changed my mind', requestedAt: '2026-11-21T09:00:00.000Z', requestedBy: 'customer' };

describe('what an order event asks of the reservation', () => {
  it('keeps the goods sold while the customer keeps them', () => {
    expect(demandOf('shop.order.paid.v1', anOrder())).toBe('commit');
    expect(demandOf('shop.order.fulfilled.v1', anOrder())).toBe('commit');
    expect(demandOf('shop.order.partially_refunded.v1', anOrder())).toBe('commit');
    expect(demandOf('shop.order.refunded.v1', anOrder())).toBe('commit');
  });

  it('brings the goods back when the order failed, was cancelled, or was refunded because it was cancelled', () => {
    expect(demandOf('shop.order.payment_failed.v1', anOrder())).toBe('release');
    expect(demandOf('shop.order.cancelled.v1', anOrder())).toBe('release');
    expect(demandOf('shop.order.refunded.v1', anOrder({ cancellation }))).toBe('restock');
  });

  it('waits for the outcome of what is still open', () => {
    expect(demandOf('shop.order.placed.v1', anOrder())).toBeUndefined();
    expect(demandOf('shop.order.cancel_requested.v1', anOrder({ cancellation }))).toBeUndefined();
  });
});
