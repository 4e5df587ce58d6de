import { anOrder, eventually } from '@causeway/testing';
import { doorsUnderTest } from '@causeway/testing/doors';
import { v7 } from 'uuid';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

describe.each(doorsUnderTest)('refunds, behind %s', (door) => {
  let world: World;
  let app: PaymentApp;

  beforeAll(async () => {
    world = await startWorld();
    app = await startPaymentApp(world, {}, door);
  });
  afterAll(async () => {
    await app.stop();
    await world.stop();
  });

  async function captured(overrides: Parameters<typeof anOrder>[0] = {}) {
    const order = anOrder(overrides);
    await app.placed(order);
    return { order, payment: await app.paymentOf(order) };
  }

  const refund = (paymentId: string, body: object, key: string | undefined = v7()) =>
    app.request(
      'POST',
      `/v1/payments/${paymentId}/refunds`,
      app.supportToken,
      body,
      key === undefined ? {} : { 'idempotency-key': key },
    );

  const euro = (amount: number) => ({ amount, currency: 'EUR' });

  describe('POST /v1/payments/{id}/refunds', () => {
    it('gives a part back, then the rest', async () => {
      const { order, payment } = await captured();
      const part = await refund(payment.id, { amount: euro(598), reason: 'damaged' });
      expect(part).toMatchObject({
        status: 201,
        body: { paymentId: payment.id, amount: euro(598), reason: 'damaged', status: 'succeeded' },
      });
      expect(Object.keys(part.body)).toEqual(['id', 'paymentId', 'amount', 'reason', 'status', 'createdAt']);
      expect(await refund(payment.id, { reason: 'all of it' })).toMatchObject({
        status: 201,
        body: { amount: euro(2000) },
      });
      await app.untilTold(order, 'captured', 'refunded', 'refunded');
      expect(app.eventsOf(order).map(({ status }) => status)).toEqual(['captured', 'partially_refunded', 'refunded']);
      expect(await app.paymentOf(order)).toMatchObject({ status: 'refunded', refunded: euro(2598) });
    });

    it('answers a repeat from what was answered, word for word', async () => {
      const { order, payment } = await captured();
      const key = v7();
      const body = { amount: euro(100), reason: 'Schaden – ½ 💡' };
      const first = await refund(payment.id, body, key);
      expect(await refund(payment.id, { reason: body.reason, amount: body.amount }, key)).toMatchObject({
        status: 201,
        body: first.body,
      });
      expect(await refund(payment.id, { ...body, reason: 'other' }, key)).toMatchObject({
        status: 422,
        body: { code: 'idempotency-key-reused' },
      });
      expect((await app.paymentOf(order)).refunds).toHaveLength(1);
    });

    it('lets one of several at the same time with the same key through, and never pays twice', async () => {
      const { order, payment } = await captured();
      const key = v7();
      const replies = await Promise.all(
        Array.from({ length: 6 }, () => refund(payment.id, { amount: euro(100), reason: 'damaged' }, key)),
      );
      for (const { status, body } of replies) {
        if (status !== 201)
          expect({ status, code: body.code }).toEqual({ status: 409, code: 'idempotency-in-progress' });
      }
      expect(replies.some(({ status }) => status === 201)).toBe(true);
      expect((await app.paymentOf(order)).refunded).toEqual(euro(100));
    });

    it('never gives back more than was taken, however many ask at once', async () => {
      const { order, payment } = await captured();
      const replies = await Promise.all(
        Array.from({ length: 8 }, () => refund(payment.id, { amount: euro(1000), reason: 'damaged' })),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422, 422, 422, 422, 422]);
      expect(replies.find(({ status }) => status === 422)?.body).toMatchObject({ code: 'refund-exceeds' });
      expect((await app.paymentOf(order)).refunded).toEqual(euro(2000));
      const intent = (await world.sandbox.intents()).find(({ metadata }) => metadata.orderId === order.id);
      expect(intent?.refunds).toHaveLength(2);
    });

    it('frees the key when it refuses', async () => {
      const { payment } = await captured();
      const key = v7();
      expect(await refund(payment.id, { amount: euro(9999), reason: 'x' }, key)).toMatchObject({ status: 422 });
      expect(await refund(payment.id, { amount: euro(99), reason: 'x' }, key)).toMatchObject({ status: 201 });
    });

    it('refuses what was never captured, and what does not exist', async () => {
      const { payment } = await captured({ paymentMethod: 'pm_card_declined' });
      expect(await refund(payment.id, { reason: 'x' })).toMatchObject({ status: 409, body: { code: 'illegal-state' } });
      expect(await refund(v7(), { reason: 'x' })).toMatchObject({ status: 404 });
      expect(await refund('rubbish', { reason: 'x' })).toMatchObject({ status: 404 });
    });

    it.each<[string, object, number, string]>([
      ['another currency', { amount: { amount: 1, currency: 'USD' }, reason: 'x' }, 422, 'validation'],
      ['no reason', { amount: euro(1) }, 422, 'validation'],
      ['nothing', { amount: euro(0), reason: 'x' }, 422, 'validation'],
      ['a field nobody knows', { reason: 'x', why: 'y' }, 422, 'unknown-field'],
    ])('refuses %s', async (_what, body, status, code) => {
      const { payment } = await captured();
      expect(await refund(payment.id, body)).toMatchObject({ status, body: { code } });
    });

    it.each([
      ['', 'idempotency-key-invalid'],
      ['k'.repeat(256), 'idempotency-key-invalid'],
    ])('refuses the key "%s"', async (key, code) => {
      const { payment } = await captured();
      expect(await refund(payment.id, { reason: 'x' }, key)).toMatchObject({ status: 400, body: { code } });
    });

    it('wants a key', async () => {
      const { payment } = await captured();
      const path = `/v1/payments/${payment.id}/refunds`;
      expect(await app.request('POST', path, app.supportToken, { reason: 'x' })).toMatchObject({
        status: 400,
        body: { code: 'idempotency-key-missing' },
      });
    });

    it('and a cancellation at the same time give back exactly what was taken', async () => {
      const { order, payment } = await captured();
      await Promise.all([refund(payment.id, { amount: euro(598), reason: 'damaged' }), app.cancelRequested(order)]);
      await eventually(async () =>
        expect(await app.paymentOf(order)).toMatchObject({ status: 'refunded', refunded: euro(2598) }),
      );
    });
  });
});
