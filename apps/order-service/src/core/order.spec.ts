import { DomainError, type Order, type OrderStatus, orderStatuses } from '@causeway/data-model';
import { anOrder } from '@causeway/testing';
import { awaiting, moved, noted, placed, storyOf, type Transition, transitions } from './order.js';

const at = '2026-11-21T10:00:00.000Z';
const recordOf = (order: Partial<Order>) => ({ order: anOrder(order), seq: 2, payment: null });

const destinations: Record<Transition, (from: OrderStatus) => OrderStatus> = {
  'order.paid': () => 'paid',
  'order.payment_failed': () => 'payment_failed',
  'order.cancel_requested': () => 'cancel_requested',
  'order.cancelled': () => 'cancelled',
  'order.partially_refunded': () => 'partially_refunded',
  'order.refunded': () => 'refunded',
  'order.fulfilled': (from) => (from === 'partially_refunded' ? from : 'fulfilled'),
};
const steps = Object.keys(destinations) as Transition[]; // the keys of the map above

describe('an order', () => {
  it('begins with its stock held and its payment to come', () => {
    const { items, id, userId, paymentMethod, shippingAddress, subtotal, taxIncluded, shipping, total } = anOrder();
    const totals = { subtotal, taxIncluded, shipping, total };
    const story = placed({ id, userId, items, paymentMethod, shippingAddress, totals }, at);
    expect(story.order).toMatchObject({ id, status: 'pending_payment', version: 1, refunded: { amount: 0 } });
    expect(story.seq).toBe(2);
    expect(story.happenings.map(({ type, event }) => [type, event?.type])).toEqual([
      ['stock.reserved', undefined],
      ['order.placed', 'shop.order.placed.v1'],
    ]);
  });

  describe.each(orderStatuses)('that is %s', (status) => {
    it.each(steps)('takes %s only where the table of transitions says so', (step) => {
      const record = recordOf({ status });
      const to = destinations[step](status);
      if (transitions[status].includes(to)) {
        const story = moved(storyOf(record), step, at);
        expect(story.order).toMatchObject({ status: to, version: record.order.version + 1, updatedAt: at });
        expect(story.happenings).toEqual([
          { type: step, status: to, at, detail: {}, event: { type: `shop.${step}.v1`, order: story.order } },
        ]);
      } else {
        expect(() => moved(storyOf(record), step, at)).toThrow(
          new DomainError('illegal-state', {
            detail: `An order that is ${status} cannot become ${step.replace('order.', '')}.`,
          }),
        );
      }
    });
  });

  it('can be sent once, also after a part of it was refunded', () => {
    const refunded = storyOf(recordOf({ status: 'partially_refunded' }));
    const sent = moved(refunded, 'order.fulfilled', at, { fulfilledAt: at });
    expect(sent.order).toMatchObject({ status: 'partially_refunded', fulfilledAt: at });
    expect(() => moved(sent, 'order.fulfilled', at)).toThrow('cannot become fulfilled');
  });

  it('keeps its version when something is only noted', () => {
    const story = noted(storyOf(recordOf({ status: 'paid' })), 'reservation.committed', at);
    expect(story.order.version).toBe(1);
    expect(story.seq).toBe(3);
    expect(story.happenings).toHaveLength(1);
  });

  it('asks nothing more of its customer once it has moved on', () => {
    const nextAction = { type: 'redirect' as const, url: 'http://localhost:8087/3ds/pi_1', expiresAt: at };
    const waiting = awaiting(storyOf(recordOf({})), nextAction);
    expect(waiting.order).toMatchObject({ nextAction, version: 1 });
    expect(moved(waiting, 'order.paid', at).order.nextAction).toBeNull();
  });
});
