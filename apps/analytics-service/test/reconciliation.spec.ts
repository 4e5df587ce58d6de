import { sync } from '@causeway/data-model';
import { anOrder, aPayment, eventually } from '@causeway/testing';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { aProductState, aRefund, orderEvent, paymentEvent, productEvent } from './events.js';

let app: AnalyticsApp;

beforeEach(async () => {
  app = await startAnalytics();
});
afterEach(() => app.stop());

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
/** Long enough ago for an event to have come. */
const settled = { updatedAt: secondsAgo(120) };

const report = async () => sync.parse((await app.get('/v1/analytics/sync').expect(200)).body);

describe('the comparison with the sources', () => {
  it('finds nothing where every event came: the hashes of both sides are made of the same', async () => {
    const placed = anOrder();
    const payment = aPayment({ orderId: placed.id, refunds: [], version: 3 });
    const refunded = {
      ...payment,
      version: 5,
      refunds: [aRefund(payment, 5)],
      refunded: { amount: 5, currency: 'EUR' },
    };
    const product = aProductState({ images: [{ url: '/assets/a.webp', contentType: 'image/webp' }] });
    const addressed = { ...placed, version: 2, shippingAddress: { ...placed.shippingAddress, line2: 'Flat "ü" 2' } };
    await app.deliver(
      orderEvent('shop.order.paid.v1', addressed),
      paymentEvent('shop.payment.refunded.v1', refunded),
      productEvent('shop.product.created.v1', product),
    );
    app.sources.put('order', addressed);
    app.sources.put('payment', refunded);
    app.sources.put('product', product);
    const outcome = await app.reconcile();
    expect(outcome).toMatchObject({ checked: 3, missing: 0, differing: 0, repaired: 0, behind: 0 });
    expect(outcome.sources).toEqual({ orders: 1, payments: 1, products: 1 });
  });

  it('mends what is missing, behind or different, and then finds nothing', async () => {
    const missing = anOrder(settled);
    const behind = aPayment({ version: 2, ...settled });
    const ahead = { ...behind, version: 4, refunds: [aRefund(behind, 7)], refunded: { amount: 7, currency: 'EUR' } };
    const product = aProductState({ version: 3, ...settled });
    await app.deliver(
      paymentEvent('shop.payment.captured.v1', behind),
      productEvent('shop.product.updated.v1', { ...product, name: 'Not its name' }),
    );
    app.sources.put('order', missing);
    app.sources.put('payment', ahead);
    app.sources.put('product', product);
    expect(await app.reconcile()).toMatchObject({ checked: 3, missing: 1, differing: 2, repaired: 3, behind: 0 });
    expect(await app.db.selectFrom('projected_order_lines').select('order_id').execute()).toEqual([
      { order_id: missing.id },
    ]);
    expect(await app.db.selectFrom('projected_refunds').select('amount').execute()).toEqual([{ amount: 7 }]);
    expect(await app.db.selectFrom('projected_products').select('name').execute()).toEqual([{ name: product.name }]);
    expect(await app.reconcile()).toMatchObject({ checked: 3, missing: 0, differing: 0, repaired: 0 });
  });

  it('leaves young rows to their events, and says how many are behind', async () => {
    app.sources.put('order', anOrder({ updatedAt: secondsAgo(20) }));
    app.sources.put('payment', aPayment({ updatedAt: secondsAgo(40) }));
    expect(await app.reconcile()).toMatchObject({ checked: 2, missing: 1, repaired: 1, behind: 1 });
    expect(await app.db.selectFrom('projected_orders').selectAll().execute()).toEqual([]);
    expect(await report()).toMatchObject({ rowsBehind: 1, lastReconciliation: { missing: 1 } });
  });

  it('takes nothing back that the projection learnt after the source was read', async () => {
    const order = anOrder(settled);
    app.sources.put('order', order);
    await app.deliver(orderEvent('shop.order.paid.v1', { ...order, version: 2, status: 'paid' }));
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, repaired: 0 });
    expect(await app.db.selectFrom('projected_orders').select('version').execute()).toEqual([{ version: 2 }]);
  });

  it('reads page by page', async () => {
    app.sources.put('product', ...Array.from({ length: 250 }, () => aProductState(settled)));
    expect(await app.reconcile()).toMatchObject({ checked: 250, missing: 250, repaired: 250 });
    expect(app.sources.pages()).toBe(5);
  });
});

describe('rounds', () => {
  it('go on after one in which a source was away', async () => {
    app.sources.put('order', anOrder());
    app.sources.away.add('payment');
    await expect(app.reconcile()).rejects.toMatchObject({ code: 'unavailable' });
    expect((await report()).lastReconciliation).toBeNull();
    app.startRounds();
    app.sources.away.clear();
    await eventually(async () => expect((await report()).lastReconciliation).toMatchObject({ checked: 1 }));
  });

  it('do not keep a process that ends when a source hangs', async () => {
    app.sources.hanging.add('order');
    app.startRounds();
    await eventually(() => expect(app.sources.waiting()).toBe(1));
    const started = performance.now();
    await app.close();
    // The source would be waited for three seconds, three times.
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

describe('the sync report', () => {
  it('tells how long events took, in percentiles', async () => {
    expect(await report()).toEqual({
      lagMs: { p50: 0, p99: 0, samples: 0 },
      rowsBehind: 0,
      lastReconciliation: null,
    });
    for (let n = 0; n < 9; n += 1) await app.deliver(orderEvent('shop.order.placed.v1', anOrder(), secondsAgo(100)));
    const late = orderEvent('shop.order.placed.v1', anOrder(), secondsAgo(6000));
    await app.deliver(late, late);
    const { lagMs } = await report();
    expect(lagMs.samples).toBe(10);
    expect(lagMs.p50).toBeGreaterThanOrEqual(100_000);
    expect(lagMs.p50).toBeLessThan(150_000);
    expect(lagMs.p99).toBeGreaterThanOrEqual(6_000_000);
    expect(lagMs.p99).toBeLessThan(7_000_000);
  });

  it('takes an event of months ago, and one from a clock that is ahead', async () => {
    await app.deliver(
      orderEvent('shop.order.placed.v1', anOrder(), secondsAgo(90 * 24 * 3600)),
      orderEvent('shop.order.placed.v1', anOrder(), secondsAgo(-3600)),
    );
    expect((await report()).lagMs.samples).toBe(2);
  });
});
