import { pseudonymOf, type TimelineItem } from '@causeway/data-model';
import { anOrder } from '@causeway/testing';
import { disowned, disownedItems } from './disowned.js';

const userId = '0193a2b4-0000-7000-8000-000000000002';
const supporter = '0193a2b4-0000-7000-8000-000000000003';
const requestedAt = '2026-11-21T09:00:00.000Z';

describe('an order whose customer is erased', () => {
  const after = (reason: string, requestedBy: string) => {
    const order = anOrder({ userId, cancellation: { reason, requestedAt, requestedBy } });
    return disowned({ order, seq: 3, payment: null });
  };

  it('is nobody’s, goes nowhere, and is what it was otherwise', () => {
    const order = anOrder({ userId });
    const { shippingAddress, ...rest } = order;
    const record = disowned({ order, seq: 3, payment: { version: 2, captured: true, refunded: 0 } });
    expect(record).toEqual({
      seq: 3,
      payment: { version: 2, captured: true, refunded: 0 },
      order: { ...rest, userId: pseudonymOf(userId), shippingAddress: expect.objectContaining({ country: 'ZZ' }) },
    });
    for (const word of Object.values(shippingAddress).filter((value) => value !== null))
      expect(Object.values(record.order.shippingAddress)).not.toContain(word);
  });

  it.each([
    ['changed my mind', userId, 'erased', 'erased'],
    ['Ann phoned', supporter, 'erased', supporter],
    ['payment-timeout', 'system', 'payment-timeout', 'system'],
  ])('was cancelled because of "%s" by %s: what stays is %s, %s', (reason, by, leftReason, leftBy) => {
    expect(after(reason, by).order.cancellation).toEqual({ reason: leftReason, requestedAt, requestedBy: leftBy });
  });

  it('has a timeline without their words', () => {
    const item = (seq: number, detail: TimelineItem['detail']): TimelineItem => ({
      seq,
      type: 'order.cancel_requested',
      status: 'cancel_requested',
      service: 'order-service',
      cloud: 'aws',
      at: requestedAt,
      traceId: 'a'.repeat(32),
      detail,
    });
    const told = item(2, { reason: 'changed my mind', requestedBy: userId });
    expect(disownedItems([item(1, {}), told], userId)).toEqual([
      { ...told, detail: { reason: 'erased', requestedBy: 'erased' } },
    ]);
  });
});
