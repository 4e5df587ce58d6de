import type { CloudEvent } from '@causeway/data-model';
import { ServiceBus } from '@causeway/messaging/service-bus';
import { emulatorConfig } from '@causeway/messaging/topology';
import { startEmulator } from '@causeway/service-bus-emulator';
import { anOrder, aPayment, aPoint, eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { accountEvent, aProductState, orderEvent, paymentEvent, productEvent, stockEvent } from './events.js';

const settled = { updatedAt: '2026-01-01T00:00:00.000Z' };
const far = 2 ** 31 - 1;

let app: AnalyticsApp;

beforeEach(async () => {
  app = await startAnalytics();
});
afterEach(() => app.stop());

/** All that the projection holds. */
async function rows() {
  const { db } = app;
  return Promise.all([
    db.selectFrom('projected_orders').selectAll().execute(),
    db.selectFrom('projected_order_lines').selectAll().execute(),
    db.selectFrom('projected_payments').selectAll().execute(),
    db.selectFrom('projected_products').selectAll().execute(),
    db.selectFrom('projected_stock').selectAll().execute(),
    db.selectFrom('projected_accounts').selectAll().execute(),
  ]);
}

async function changesNothing(forged: object, reason: string): Promise<void> {
  const before = await rows();
  // A body of any shape can arrive.
  await expect(app.deliver(forged as CloudEvent)).rejects.toMatchObject({ name: 'DeadLetter', reason });
  expect(await rows()).toEqual(before);
}

describe('a forged event', () => {
  it('cannot come from another service, nor say of itself what is not so', async () => {
    const order = anOrder();
    const placed = orderEvent('shop.order.placed.v1', order);
    await changesNothing({ ...placed, source: '/aws/product-service' }, 'forged');
    await changesNothing({ ...placed, time: '2099-01-01T00:00:00.000Z' }, 'schema');
    await changesNothing({ ...placed, id: `order/${order.id}/2/shop.order.placed.v1` }, 'schema');
    await changesNothing(orderEvent('shop.order.paid.v1', { ...order, version: 2 }), 'contradiction');
    const dear = { ...order, total: { amount: 1, currency: 'EUR' } };
    await changesNothing(orderEvent('shop.order.placed.v1', dear), 'amount-mismatch');
    await changesNothing(stockEvent(uuid(), 1, -5, 2), 'schema');
    await changesNothing(stockEvent(uuid(), 1, 5, 1e13), 'schema');
    await changesNothing(stockEvent(uuid(), 2 ** 31, 5, 1), 'schema');
  });

  it('does not give an order or a payment to others, nor another amount', async () => {
    const order = anOrder();
    const payment = aPayment({ orderId: order.id, userId: order.userId, amount: order.total, version: 2 });
    await app.deliver(orderEvent('shop.order.placed.v1', order), paymentEvent('shop.payment.captured.v1', payment));

    const paid = { ...order, version: 2, status: 'paid' as const };
    await changesNothing(orderEvent('shop.order.paid.v1', { ...paid, userId: uuid() }), 'contradiction');
    const cheaper = anOrder({
      id: order.id,
      userId: order.userId,
      version: 2,
      status: 'paid',
      items: order.items.slice(1),
    });
    await changesNothing(orderEvent('shop.order.paid.v1', cheaper), 'schema');
    const dearer = anOrder({
      id: order.id,
      userId: order.userId,
      version: 2,
      status: 'paid',
      items: [...order.items, ...anOrder().items],
    });
    await changesNothing(orderEvent('shop.order.paid.v1', dearer), 'amount-mismatch');

    const later = { ...payment, version: 9 };
    await changesNothing(paymentEvent('shop.payment.captured.v1', { ...later, userId: uuid() }), 'contradiction');
    await changesNothing(paymentEvent('shop.payment.captured.v1', { ...later, orderId: uuid() }), 'contradiction');
    const other = { ...later, amount: { amount: 1, currency: 'EUR' } };
    await changesNothing(paymentEvent('shop.payment.captured.v1', other), 'amount-mismatch');
    const dollars = {
      ...other,
      amount: { ...payment.amount, currency: 'USD' },
      refunded: { amount: 0, currency: 'USD' },
    };
    await changesNothing(paymentEvent('shop.payment.captured.v1', dollars), 'amount-mismatch');
  });

  it('cannot pass for the repeat of one that was projected', async () => {
    const registered = accountEvent('shop.account.registered.v1', uuid(), 1);
    await app.deliver(registered, registered);
    const { data } = registered;
    if (!('account' in data)) throw new Error('it tells of an account');
    const otherwise = { account: { ...data.account, createdAt: '2020-01-01T00:00:00.000Z' } };
    await changesNothing({ ...registered, data: otherwise }, 'contradiction');
  });

  it('that is right in every letter, and far ahead, is put right by the next comparison and keeps nothing out', async () => {
    const order = anOrder(settled);
    const payment = aPayment({ orderId: order.id, userId: order.userId, amount: order.total, version: 2, ...settled });
    const product = aProductState(settled);
    app.sources.put('order', order);
    app.sources.put('payment', payment);
    app.sources.put('product', product);
    await app.deliver(
      orderEvent('shop.order.paid.v1', { ...order, version: far, status: 'paid' }),
      paymentEvent('shop.payment.captured.v1', { ...payment, version: far }),
      productEvent('shop.product.deleted.v1', { ...product, version: far, name: 'Nothing' }),
    );
    expect(await app.reconcile()).toMatchObject({ differing: 3, repaired: 3 });
    expect(await app.db.selectFrom('projected_orders').select(['id', 'status', 'version']).execute()).toEqual([
      { id: order.id, status: 'pending_payment', version: 1 },
    ]);
    expect(await app.db.selectFrom('projected_payments').select('version').execute()).toEqual([{ version: 2 }]);
    const paid = { ...order, version: 2, status: 'paid' as const };
    await app.deliver(orderEvent('shop.order.paid.v1', paid));
    expect(await app.db.selectFrom('projected_orders').select('status').execute()).toEqual([{ status: 'paid' }]);
  });
});

it('what is refused of the bus is a dead letter, and noted in the audit trail', async () => {
  const broker = await startEmulator({ config: emulatorConfig(), memory: true });
  const listening = await startAnalytics(broker);
  const somebody = new ServiceBus(broker.connectionString);
  const forged = { ...orderEvent('shop.order.placed.v1', anOrder()), source: '/aws/product-service' as const };
  await somebody.publish(aPoint, [{ topic: 'orders', event: forged }]);
  // An event of another topic than it comes from was sent by somebody who may not send there.
  const astray = paymentEvent('shop.payment.captured.v1', aPayment());
  await somebody.publish(aPoint, [{ topic: 'catalogue', event: astray }]);
  for (const { subject, source, type } of [forged, astray])
    await eventually(() =>
      expect(listening.audited.find((note) => note.subject === subject)).toMatchObject({
        type: 'event.refused',
        service: 'analytics-service',
        detail: { reason: 'forged', eventType: type, claimedSource: source },
      }),
    );
  await eventually(() => {
    expect(broker.counts()['orders/Subscriptions/analytics-service']).toMatchObject({ deadLetter: 1 });
    expect(broker.counts()['catalogue/Subscriptions/analytics-service']).toMatchObject({ deadLetter: 1 });
  });
  await somebody.close();
  await listening.stop();
  await broker.stop();
});
