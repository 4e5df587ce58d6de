import { anOrder } from '@causeway/testing';
import { modelShop } from '../../test/model/model-shop.js';
import { leftToRefund, type Payment } from './payment.js';
import { refundRequested, refundSettled } from './refunds.js';
import { requested } from './request-payment.js';

const now = new Date('2026-11-21T09:00:00.000Z');
const captured: Payment = {
  ...requested(anOrder(), { id: 'p', now, traceparent: '' }).payment,
  status: 'captured',
  intentId: 'pi_1',
};
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const ask = (payment: Payment, id: string, amount?: number) =>
  refundRequested(payment, { id, reason: 'damaged', amount: amount === undefined ? undefined : euro(amount) }, now)
    .payment;

describe('a refund', () => {
  it('takes its amount while it is pending', () => {
    expect(leftToRefund(ask(captured, 'r1', 2000))).toEqual(euro(598));
    expect(() => ask(ask(captured, 'r1', 2000), 'r2', 599)).toThrow(
      expect.objectContaining({ code: 'refund-exceeds' }),
    );
  });

  it('is of all that is left when nobody says how much', () => {
    expect(ask(ask(captured, 'r1', 2000), 'r2').refunds.map(({ amount }) => amount.amount)).toEqual([2000, 598]);
  });

  it('is refused when nothing is left, when nothing was captured, and in another currency', () => {
    expect(() => ask(ask(captured, 'r1'), 'r2')).toThrow(expect.objectContaining({ code: 'refund-exceeds' }));
    expect(() => ask({ ...captured, status: 'processing' }, 'r1')).toThrow(
      expect.objectContaining({ code: 'illegal-state' }),
    );
    expect(() => ask({ ...captured, status: 'refunded', refunded: captured.amount }, 'r2', 1)).toThrow(
      expect.objectContaining({ code: 'refund-exceeds' }),
    );
    const order = { id: 'r1', reason: 'damaged', amount: { amount: 1, currency: 'USD' } };
    expect(() => refundRequested(captured, order, now)).toThrow(expect.objectContaining({ code: 'validation' }));
  });

  it('is booked against sales when it succeeds, and says how much was refunded', () => {
    const change = refundSettled(ask(captured, 'r1', 1000), 'r1', { id: 're_1', status: 'succeeded' }, now);
    expect(change).toMatchObject({
      payment: { status: 'partially_refunded', refunded: euro(1000), dueAt: null },
      entries: [
        { account: 'refunds', amount: 1000, currency: 'EUR', refundId: 'r1' },
        { account: 'provider-clearing', amount: -1000, currency: 'EUR', refundId: 'r1' },
      ],
      events: ['shop.payment.refunded.v1'],
    });
  });

  it('gives its amount free and asks for a person when it fails', () => {
    const change = refundSettled(ask(captured, 'r1', 2000), 'r1', { id: null, status: 'failed' }, now);
    expect(change).toMatchObject({ payment: { status: 'captured' }, events: ['shop.payment.review_needed.v1'] });
    expect(leftToRefund(change?.payment ?? captured)).toEqual(euro(2598));
  });

  it('changes nothing twice', () => {
    const once = refundSettled(ask(captured, 'r1'), 'r1', { id: 're_1', status: 'succeeded' }, now);
    expect(refundSettled(once?.payment ?? captured, 'r1', { id: 're_1', status: 'succeeded' }, now)).toBeUndefined();
  });

  it('stays pending in doubt until the sweeper finds it at the provider', async () => {
    const shop = modelShop('visa');
    await shop.placed();
    shop.provider.luck = ['answer', 'lose-answer', 'fail'];
    expect(await shop.refund(1000, `${shop.order.id} doubt`)).toMatchObject({ status: 'pending' });
    shop.passTime(20_000);
    await shop.chase();
    expect(await shop.current()).toMatchObject({ status: 'partially_refunded', dueAt: null });
    expect(shop.eventTypes()).toEqual(['captured', 'refunded']);
    expect([...shop.provider.intents.values()].flatMap(({ refunds }) => refunds)).toHaveLength(1);
  });

  it('answers a repeat of its request from what was answered', async () => {
    const shop = modelShop('visa');
    await shop.placed();
    const key = `${shop.order.id} repeat`;
    const first = await shop.refund(1000, key);
    expect(await shop.refund(1000, key)).toEqual(first);
    await expect(shop.refund(1001, key)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect((await shop.current()).refunds).toHaveLength(1);
  });
});
