import { sales, topCustomer, topProduct } from '@causeway/data-model';
import { anOrder, aPayment, aPricedLine } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { aProductState, aRefund, orderEvent, paymentEvent, productEvent } from './events.js';

let app: AnalyticsApp;

beforeEach(async () => {
  app = await startAnalytics();
});
afterEach(() => app.stop());

type Sale = { at: string; amount?: number; currency?: string; userId?: string; productId?: string; quantity?: number };

/** An order that was placed and paid. */
async function sell({ at, amount = 1000, currency = 'EUR', userId = uuid(), productId = uuid(), quantity = 1 }: Sale) {
  const line = aPricedLine({ productId, quantity, unitPrice: { amount: amount / quantity, currency } });
  const order = anOrder({ userId, items: [line], version: 2, status: 'paid' });
  const payment = aPayment({ orderId: order.id, userId, amount: order.total, capturedAt: at });
  await app.deliver(orderEvent('shop.order.paid.v1', order), paymentEvent('shop.payment.captured.v1', payment));
  return { order, payment };
}

async function refund({ payment }: Awaited<ReturnType<typeof sell>>, amount: number, createdAt: string) {
  const whole = amount === payment.amount.amount;
  const refunded = {
    ...payment,
    version: payment.version + 2,
    status: whole ? ('refunded' as const) : ('partially_refunded' as const),
    refunded: { ...payment.amount, amount },
    refunds: [aRefund(payment, amount, { createdAt })],
  };
  await app.deliver(paymentEvent('shop.payment.refunded.v1', refunded));
}

const report = async (query: string) => sales.parse((await app.get(`/v1/analytics/sales?${query}`).expect(200)).body);

const inNovember = 'from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z';

describe('sales', () => {
  it.each([
    ['', 'from'],
    ['from=&to=', 'from'],
    ['from=2026-11-20&to=2026-11-23T00:00:00Z', 'from'],
    ['from=2026-02-30T00:00:00Z&to=2026-11-23T00:00:00Z', 'from'],
    [`from=2026-11-20T00:00:00.${'0'.repeat(3000)}Z&to=2026-11-23T00:00:00Z`, 'from'],
    ['from=2026-11-20T00:00:00Z&from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z', 'from'],
    ['from=2026-11-20T00:00:00%2b05:30&to=9999-12-31T23:59:59Z&interval=hour', 'interval'],
    ['from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z', 'interval'],
    ['from=2026-11-23T00:00:00Z&to=2026-11-20T00:00:00Z', 'to'],
    [`${inNovember}&interval=minute`, 'interval'],
    [`${inNovember}&interval=__proto__`, 'interval'],
    [`${inNovember}&interval=constructor`, 'interval'],
    [`${inNovember}&interval=day&interval=day`, 'interval'],
    [`${inNovember}&currency=%00`, 'currency'],
    [`${inNovember}&page=2`, 'page'],
  ])('refuse %.60s', async (query, name) => {
    const { body } = await app.get(`/v1/analytics/sales?${query}`).expect(400);
    expect(body).toMatchObject({
      code: 'bad-query',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: `/${name}` })]),
    });
  });

  it('are summed per day of the capture, refunds per day of the refund, empty days included', async () => {
    const first = await sell({ at: '2026-11-20T00:00:00.000Z', amount: 1000 });
    await sell({ at: '2026-11-20T23:59:59.999Z', amount: 250 });
    await sell({ at: '2026-11-23T00:00:00.000Z', amount: 77 });
    await refund(first, 400, '2026-11-22T10:00:00.000Z');
    const { currency, buckets } = await report(inNovember);
    const eur = (amount: number) => ({ amount, currency: 'EUR' });
    expect(currency).toBe('EUR');
    expect(buckets.slice(0, 2)).toEqual([
      { start: '2026-11-20T00:00:00.000Z', orders: 2, gross: eur(1250), refunded: eur(0), net: eur(1250) },
      { start: '2026-11-21T00:00:00.000Z', orders: 0, gross: eur(0), refunded: eur(0), net: eur(0) },
    ]);
    expect(buckets.slice(2)).toEqual([
      { start: '2026-11-22T00:00:00.000Z', orders: 0, gross: eur(0), refunded: eur(400), net: eur(-400) },
    ]);
  });

  it('are less than nothing on a day with more refunds than sales', async () => {
    const sale = await sell({ at: '2026-11-19T10:00:00.000Z' });
    await refund(sale, 1000, '2026-11-21T10:00:00.000Z');
    const [, refunds] = (await report(inNovember)).buckets;
    expect(refunds).toMatchObject({ gross: { amount: 0 }, refunded: { amount: 1000 }, net: { amount: -1000 } });
  });

  it('are UTC, whatever the offset of the range', async () => {
    await sell({ at: '2026-11-20T23:30:00.000Z' });
    const { buckets } = await report('from=2026-11-21T00:00:00%2B01:00&to=2026-11-21T02:00:00%2B01:00&interval=hour');
    expect(buckets.map(({ start, orders }) => [start, orders])).toEqual([
      ['2026-11-20T23:00:00.000Z', 1],
      ['2026-11-21T00:00:00.000Z', 0],
    ]);
  });

  it('can be per month', async () => {
    await sell({ at: '2026-12-31T23:59:59.999Z' });
    const { buckets } = await report('from=2026-11-01T00:00:00Z&to=2027-02-01T00:00:00Z&interval=month');
    expect(buckets.map(({ start, orders }) => [start, orders])).toEqual([
      ['2026-11-01T00:00:00.000Z', 0],
      ['2026-12-01T00:00:00.000Z', 1],
      ['2027-01-01T00:00:00.000Z', 0],
    ]);
  });

  it('are in the currency asked for, else the one with most sales in the range, else in any, else the shop’s own', async () => {
    expect((await report(inNovember)).currency).toBe('SEK');
    await sell({ at: '2026-11-20T10:00:00.000Z', currency: 'GBP' });
    await sell({ at: '2026-11-25T10:00:00.000Z', currency: 'USD' });
    await sell({ at: '2026-11-25T10:00:00.000Z', currency: 'USD' });
    expect((await report(inNovember)).currency).toBe('GBP');
    expect((await report('from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z')).currency).toBe('USD');
    const { currency, buckets } = await report(`${inNovember}&currency=USD`);
    expect([currency, buckets.reduce((total, { orders }) => total + orders, 0)]).toEqual(['USD', 0]);
  });

  it('are exact where sums are large', async () => {
    for (let n = 0; n < 3; n += 1) await sell({ at: '2026-11-20T10:00:00.000Z', amount: 900_000_000_000_001 });
    expect((await report(inNovember)).buckets[0]?.gross.amount).toBe(2_700_000_000_000_003);
  });

  it('have 400 buckets at most', async () => {
    expect((await report('from=2026-01-01T00:00:00Z&to=2026-01-17T16:00:00Z&interval=hour')).buckets).toHaveLength(400);
    const { body } = await app
      .get('/v1/analytics/sales?from=2026-01-01T00:00:00Z&to=2026-01-17T16:00:01Z&interval=hour')
      .expect(400);
    expect(body).toMatchObject({ code: 'bad-query', errors: [{ pointer: '/interval' }] });
  });

  it.each([
    ['', '/from'],
    ['from=2026-11-20T00:00:00Z', '/to'],
    ['from=yesterday&to=2026-11-20T00:00:00Z', '/from'],
    ['from=2026-11-20T00:00:00&to=2026-11-21T00:00:00Z', '/from'],
    ['from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z', '/to'],
    ['from=2026-11-20T00:00:00Z&to=9999-12-31T23:59:59-12:00&interval=month', '/to'],
    ['from=0000-01-01T00:00:00%2B12:00&to=0001-01-01T00:00:00Z&interval=month', '/from'],
    [`${inNovember}&interval=week`, '/interval'],
    [`${inNovember}&currency=eur`, '/currency'],
    [`${inNovember}&group=sku`, '/group'],
    [`${inNovember}&interval=day&interval=hour`, '/interval'],
  ])('refuse %j for its %s', async (query, pointer) => {
    const { body } = await app.get(`/v1/analytics/sales?${query}`).expect(400);
    expect(body.code).toBe('bad-query');
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });
});

describe('rankings', () => {
  const on = '2026-11-20T10:00:00.000Z';

  it('of products count what was paid and not wholly given back, under their present names', async () => {
    const [lamp, mug, gone] = [uuid(), uuid(), uuid()];
    await sell({ at: on, productId: lamp, quantity: 4, amount: 4000 });
    await sell({ at: on, productId: lamp, quantity: 1, amount: 1000 });
    await sell({ at: on, productId: mug, quantity: 2, amount: 600 });
    await refund(await sell({ at: on, productId: gone, amount: 9000 }), 9000, on);
    await app.deliver(
      orderEvent('shop.order.placed.v1', anOrder({ items: [aPricedLine({ productId: mug, quantity: 100 })] })),
      productEvent('shop.product.updated.v1', aProductState({ id: lamp, name: 'Pier lamp', version: 2 })),
    );
    const { body } = await app.get('/v1/analytics/top-products').expect(200);
    expect(body).toEqual({
      items: [
        { productId: lamp, name: 'Pier lamp', quantity: 5, revenue: { amount: 5000, currency: 'EUR' } },
        { productId: mug, name: 'Harbour lamp', quantity: 2, revenue: { amount: 600, currency: 'EUR' } },
      ],
      nextCursor: null,
    });
    expect(body.items.map((item: unknown) => topProduct.parse(item))).toHaveLength(2);
    expect((await app.get('/v1/analytics/top-products?limit=1').expect(200)).body.items).toHaveLength(1);
  });

  it('of customers count what was kept of their orders', async () => {
    const [ann, ben, eve] = [uuid(), uuid(), uuid()];
    await sell({ at: on, userId: ann, amount: 700 });
    await refund(await sell({ at: on, userId: ann, amount: 500 }), 100, on);
    await sell({ at: on, userId: ben, amount: 2000 });
    await refund(await sell({ at: on, userId: eve, amount: 3000 }), 3000, on);
    const { body } = await app.get('/v1/analytics/customers').expect(200);
    expect(body.items).toEqual([
      { userId: ben, orders: 1, revenue: { amount: 2000, currency: 'EUR' } },
      { userId: ann, orders: 2, revenue: { amount: 1100, currency: 'EUR' } },
    ]);
    expect(body.items.map((item: unknown) => topCustomer.parse(item))).toHaveLength(2);
  });

  it('do not mix currencies', async () => {
    await sell({ at: on, currency: 'EUR' });
    await sell({ at: on, currency: 'EUR' });
    await sell({ at: on, currency: 'GBP' });
    expect((await app.get('/v1/analytics/customers').expect(200)).body.items).toHaveLength(2);
    const { body } = await app.get('/v1/analytics/top-products?currency=GBP').expect(200);
    expect(body.items).toMatchObject([{ revenue: { currency: 'GBP' } }]);
  });

  it.each([
    ['limit=101', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['limit[]=1', 'limit[]'],
    ['limit=%ff', 'limit'],
    ['cursor=x', 'cursor'],
    ['currency=eur', 'currency'],
    ['currency=', 'currency'],
    ['__proto__=1', '__proto__'],
  ])('refuse %s', async (query, name) => {
    for (const path of ['top-products', 'customers']) {
      const { body } = await app.get(`/v1/analytics/${path}?${query}`).expect(400);
      expect(body).toMatchObject({ code: 'bad-query', errors: [{ pointer: `/${name}` }] });
    }
  });
});

it.each(['sales', 'top-products', 'customers', 'sync'])('%s is for analysts alone', async (path) => {
  await app.http().get(`/v1/analytics/${path}`).expect(401);
  for (const role of ['customer', 'merchandiser', 'support', 'admin'] as const) {
    await app.get(`/v1/analytics/${path}`, role).expect(403);
  }
});
