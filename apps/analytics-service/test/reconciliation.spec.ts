import { sync } from '@causeway/data-model';
import { anOrder, aPayment, aPricedLine } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { aProductState, aRefund, orderEvent, paymentEvent, productEvent } from './events.js';
import { changeItem } from './sources-stand-in.js';

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
      status: 'partially_refunded' as const,
      refunds: [aRefund(payment, 5)],
      refunded: { amount: 5, currency: 'EUR' },
    };
    const product = aProductState({ images: [{ url: '/assets/a.webp', contentType: 'image/webp' }] });
    const shippingAddress = { ...placed.shippingAddress, line2: 'Flat "ü" 2' };
    const addressed = { ...placed, version: 2, status: 'paid' as const, shippingAddress };
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
    const paid = { ...order, version: 2, status: 'paid' as const };
    app.sources.early.order.set(order.id, changeItem('order', order));
    app.sources.put('order', paid);
    await app.deliver(orderEvent('shop.order.paid.v1', paid));
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, repaired: 0 });
    expect(await app.db.selectFrom('projected_orders').select('version').execute()).toEqual([{ version: 2 }]);
  });

  it('leaves a row alone that an event changes while it is being judged', async () => {
    const order = anOrder(settled);
    await app.deliver(orderEvent('shop.order.placed.v1', order));
    const paid = { ...order, version: 2, status: 'paid' as const };
    app.sources.put('order', paid);
    app.sources.before = async (_, about) => {
      if (about === 'ids') {
        const sent = { ...paid, version: 3, status: 'fulfilled' as const, fulfilledAt: paid.createdAt };
        await app.deliver(orderEvent('shop.order.fulfilled.v1', sent));
      }
    };
    expect(await app.reconcile()).toMatchObject({ differing: 0, repaired: 0 });
    expect(await app.db.selectFrom('projected_orders').select('version').execute()).toEqual([{ version: 3 }]);
  });

  it('reads page by page', async () => {
    const products = Array.from({ length: 250 }, () => aProductState(settled));
    await app.deliver(...products.map((product) => productEvent('shop.product.created.v1', product)));
    app.sources.put('product', ...products);
    expect(await app.reconcile()).toMatchObject({ checked: 250, missing: 0, repaired: 0 });
    expect(app.sources.pages()).toBe(5);
  });
});

describe('drift that somebody plants in the tables', () => {
  const placed = () => anOrder({ ...settled, items: [aPricedLine({ quantity: 2 }), aPricedLine({ quantity: 1 })] });

  /** An order with a refunded payment, and a product, the same on both sides. */
  async function inSync() {
    const order = placed();
    const captured = aPayment({ orderId: order.id, amount: order.total, version: 3, ...settled });
    const refund = aRefund(captured, 5);
    const status = 'partially_refunded' as const;
    const payment = { ...captured, version: 5, status, refunds: [refund], refunded: refund.amount };
    const product = aProductState(settled);
    await app.deliver(
      orderEvent('shop.order.placed.v1', order),
      paymentEvent('shop.payment.refunded.v1', payment),
      productEvent('shop.product.created.v1', product),
    );
    app.sources.put('order', order);
    app.sources.put('payment', payment);
    app.sources.put('product', product);
    return { order, payment, product, refund };
  }

  const everything = async () => ({
    orders: await app.db.selectFrom('projected_orders').selectAll().orderBy('id').execute(),
    lines: await app.db.selectFrom('projected_order_lines').selectAll().orderBy('product_id').execute(),
    payments: await app.db.selectFrom('projected_payments').selectAll().orderBy('id').execute(),
    refunds: await app.db.selectFrom('projected_refunds').selectAll().orderBy('id').execute(),
    products: await app.db.selectFrom('projected_products').selectAll().orderBy('id').execute(),
  });
  const withoutTimes = (rows: unknown) =>
    JSON.parse(JSON.stringify(rows, (name, value) => (name === 'projected_at' ? undefined : value)));

  const plantings: [string, (db: AnalyticsApp['db'], held: Awaited<ReturnType<typeof inSync>>) => Promise<unknown>][] =
    [
      ['a total', (db) => db.updateTable('projected_orders').set({ total: 1 }).execute()],
      ['a status', (db) => db.updateTable('projected_payments').set({ status: 'declined' }).execute()],
      ['the time of a capture', (db) => db.updateTable('projected_payments').set({ captured_at: null }).execute()],
      ['a name', (db) => db.updateTable('projected_products').set({ name: 'Forged' }).execute()],
      ['a deletion', (db) => db.updateTable('projected_products').set({ deleted: 1 }).execute()],
      ['a hash', (db) => db.updateTable('projected_orders').set({ hash: 'x' }).execute()],
      ['a version ahead of the source', (db) => db.updateTable('projected_orders').set({ version: 99 }).execute()],
      [
        'a version ahead of the source with a time to come',
        (db) =>
          db.updateTable('projected_payments').set({ version: 99, projected_at: '2099-01-01T00:00:00.000Z' }).execute(),
      ],
      ['the revenue of a line', (db) => db.updateTable('projected_order_lines').set({ revenue: 7 }).execute()],
      ['the amount of a refund', (db) => db.updateTable('projected_refunds').set({ amount: 7 }).execute()],
      ['no lines', (db) => db.deleteFrom('projected_order_lines').execute()],
      [
        'a line more',
        (db, { order }) =>
          db
            .insertInto('projected_order_lines')
            .values({ order_id: order.id, product_id: uuid(), name: 'x', quantity: 1, revenue: 9 })
            .execute(),
      ],
      [
        'a refund under a payment that is not its own',
        (db) => db.updateTable('projected_refunds').set({ payment_id: uuid() }).execute(),
      ],
    ];

  it.each(plantings)('is found and mended: %s', async (_, plant) => {
    const held = await inSync();
    const before = await everything();
    await plant(app.db, held);
    const { differing, repaired } = await app.reconcile();
    expect(differing).toBeGreaterThanOrEqual(1);
    expect(repaired).toBe(differing);
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before));
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, repaired: 0 });
  });

  it('is found and taken away where no source knows it, with all that belongs to it', async () => {
    await inSync();
    const before = await everything();
    const [order] = before.orders;
    const [payment] = before.payments;
    const [product] = before.products;
    if (order === undefined || payment === undefined || product === undefined)
      throw new Error('Nothing was projected.');
    const long = 'not an id, but a text with a comma';
    for (const id of [uuid(), 'zzzz', long.slice(0, 36)]) {
      const at = { projected_at: '2026-11-20T00:00:00.000Z' };
      await app.db
        .insertInto('projected_orders')
        .values({ ...order, id, ...at })
        .execute();
      await app.db
        .insertInto('projected_payments')
        .values({ ...payment, id, ...at })
        .execute();
      await app.db
        .insertInto('projected_products')
        .values({ ...product, id, ...at })
        .execute();
      const line = { order_id: id, product_id: uuid(), name: 'x', quantity: 1, revenue: 9 };
      await app.db.insertInto('projected_order_lines').values(line).execute();
      const refund = { id: uuid(), payment_id: id, currency: 'EUR', amount: 9, created_at: order.created_at };
      await app.db.insertInto('projected_refunds').values(refund).execute();
    }
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 9, repaired: 9 });
    expect(await everything()).toEqual(before);
  });

  it('is taken away where it belongs to no row at all', async () => {
    await inSync();
    const before = await everything();
    const line = { order_id: uuid(), product_id: uuid(), name: 'x', quantity: 1, revenue: 9 };
    await app.db.insertInto('projected_order_lines').values(line).execute();
    const refund = { id: uuid(), payment_id: uuid(), currency: 'EUR', amount: 9, created_at: 'x' };
    await app.db.insertInto('projected_refunds').values(refund).execute();
    expect(await app.reconcile()).toMatchObject({ differing: 2, repaired: 2 });
    expect(await everything()).toEqual(before);
  });

  it('is left for half a minute where it could be an event’s that was just handled', async () => {
    await app.deliver(orderEvent('shop.order.placed.v1', placed()));
    expect(await app.reconcile()).toMatchObject({ differing: 0, repaired: 0, behind: 1 });
    expect(await report()).toMatchObject({ rowsBehind: 1 });
  });

  it('keeps the row of a product that was deleted, as the source remembers it', async () => {
    const { product } = await inSync();
    const gone = { ...product, version: 2 };
    app.sources.held.product.set(gone.id, { ...changeItem('product', gone), deleted: true });
    expect(await app.reconcile()).toMatchObject({ differing: 1, repaired: 1 });
    expect(await app.db.selectFrom('projected_products').select(['version', 'deleted']).execute()).toEqual([
      { version: 2, deleted: 1 },
    ]);
  });
});
