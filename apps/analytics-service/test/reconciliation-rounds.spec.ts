import { sync } from '@causeway/data-model';
import { anOrder, aPayment, eventually } from '@causeway/testing';
import { SqlReconciliations } from '../src/adapters/sql-reconciliations.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { aProductState, orderEvent, paymentEvent } from './events.js';

let app: AnalyticsApp;

beforeEach(async () => {
  app = await startAnalytics();
});
afterEach(() => app.stop());

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
/** Long enough ago for an event to have come. */
const settled = { updatedAt: secondsAgo(120) };

const report = async () => sync.parse((await app.get('/v1/analytics/sync').expect(200)).body);

describe('rounds', () => {
  it('end only the part of a source that is away, and take nothing of its away', async () => {
    app.sources.put('order', anOrder(settled));
    app.sources.put('product', aProductState(settled));
    const payment = aPayment(settled);
    await app.deliver(paymentEvent('shop.payment.captured.v1', payment));
    await app.db
      .updateTable('projected_payments')
      .set({ projected_at: secondsAgo(600) })
      .execute();
    app.sources.away.add('payment');
    expect(await app.reconcile()).toMatchObject({ checked: 2, repaired: 2, away: ['payment'] });
    expect(await app.db.selectFrom('projected_payments').select('id').execute()).toEqual([{ id: payment.id }]);
    app.sources.put('payment', payment);
    app.startRounds();
    app.sources.away.clear();
    await eventually(async () => expect((await report()).lastReconciliation).toMatchObject({ checked: 3 }));
  });

  it('go on where one was interrupted', async () => {
    app.sources.put('order', ...Array.from({ length: 150 }, () => anOrder(settled)));
    app.sources.put('product', ...Array.from({ length: 250 }, () => aProductState(settled)));
    const end = new AbortController();
    app.sources.before = (kind, about) => {
      if (kind === 'product' && about === 'ids') end.abort();
    };
    await expect(app.round(end.signal)).rejects.toThrow();
    const asked = app.sources.pages();
    app.sources.before = () => undefined;
    expect(await app.reconcile()).toMatchObject({ checked: 400, missing: 400, repaired: 400 });
    // Three pages of products and what was asked about them, no orders and no payments.
    expect(app.sources.pages() - asked).toBeLessThanOrEqual(8);
    const rows = await app.db.selectFrom('projected_orders').select('id').execute();
    expect(rows).toHaveLength(150);
  });

  it('are one process’s at a time', async () => {
    let answered = () => {};
    app.sources.before = () =>
      new Promise((resolve) => {
        answered = resolve;
      });
    app.sources.put('order', anOrder(settled));
    const first = app.round();
    await eventually(() => expect(answered).not.toBe(undefined));
    const other = new SqlReconciliations(app.store, 30_000);
    await eventually(async () => expect(await other.take(new Date())).toBeUndefined());
    app.sources.before = () => undefined;
    answered();
    expect((await first)?.report).toMatchObject({ checked: 1 });
    expect(await other.take(new Date())).toBeDefined();
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
      orderEvent('shop.order.placed.v1', anOrder(), secondsAgo(-240)),
    );
    expect((await report()).lagMs.samples).toBe(2);
  });
});
