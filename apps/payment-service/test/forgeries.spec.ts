import type { Order } from '@causeway/data-model';
import { isTransient } from '@causeway/runtime/outgoing';
import { anOrder, aPricedLine } from '@causeway/testing';
import { v7 } from 'uuid';
import { cancelledOrder, type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

let world: World;
let app: PaymentApp;

beforeAll(async () => {
  world = await startWorld();
  app = await startPaymentApp(world);
});
afterEach(() => world.orders.answerWith(200));
afterAll(async () => {
  await app.stop();
  await world.stop();
});

const placed = 'shop.order.placed.v1';
const cancelRequested = 'shop.order.cancel_requested.v1';

const intentsFor = async ({ id }: Order) =>
  (await world.sandbox.intents()).filter(({ metadata }) => metadata.orderId === id);

/** Nothing was written down, asked of the provider or told. */
async function nothingCameOf(order: Order): Promise<void> {
  expect(await app.paymentOf(order)).toMatchObject({ code: 'not-found' });
  expect(await intentsFor(order)).toEqual([]);
  expect(app.eventsOf(order)).toEqual([]);
}

describe('an event about an order', () => {
  it('that order-service does not know is dead-lettered, whatever it tells', async () => {
    const forged = anOrder();
    await expect(app.deliver(placed, forged)).rejects.toMatchObject({ reason: 'unknown-order' });
    const cancelled = cancelledOrder(forged);
    await expect(app.deliver(cancelRequested, cancelled)).rejects.toMatchObject({ reason: 'unknown-order' });
    await nothingCameOf(forged);
  });

  it.each<[string, (order: Order) => Partial<Order>]>([
    ['another sum', ({ total }) => ({ total: { ...total, amount: total.amount + 1 } })],
    ['another currency', ({ total }) => ({ total: { ...total, currency: 'USD' } })],
    ['another customer', () => ({ userId: v7() })],
  ])('that tells of %s than order-service is dead-lettered, before and after the payment', async (_, lie) => {
    const order = app.holds(anOrder());
    const forged = { ...order, ...lie(order) };
    await expect(app.deliver(placed, forged)).rejects.toMatchObject({ reason: 'amount-mismatch' });
    await nothingCameOf(order);
    await app.placed(order);
    await app.untilTold(order, 'captured');
    const again = { ...forged, version: 9 };
    await expect(app.deliver(placed, again)).rejects.toMatchObject({ reason: 'amount-mismatch' });
    app.holds(cancelledOrder(order));
    const cancelled = cancelledOrder(forged);
    await expect(app.deliver(cancelRequested, cancelled)).rejects.toMatchObject({ reason: 'amount-mismatch' });
    expect(app.eventTypesOf(order)).toEqual(['shop.payment.captured.v1']);
  });

  it('is charged to the card that order-service holds, whatever card the event names', async () => {
    const order = app.holds(anOrder());
    await app.deliver(placed, { ...order, paymentMethod: 'pm_card_declined' });
    await app.untilTold(order, 'captured');
  });

  it.each<[string, (order: Order) => Partial<Order>]>([
    ['other lines', () => ({ items: [aPricedLine({ quantity: 1, unitPrice: { amount: 2598, currency: 'EUR' } })] })],
    ['a version that is yet to come', () => ({ version: 2 })],
    ['a version far ahead', () => ({ version: 2 ** 31 - 1 })],
    ['a status it never had', () => ({ status: 'paid' })],
  ])('that tells of %s is dead-lettered, and does not keep the true one from being charged', async (_, lie) => {
    const order = app.holds(anOrder());
    await expect(app.deliver(placed, { ...order, ...lie(order) })).rejects.toMatchObject({ reason: 'contradiction' });
    await nothingCameOf(order);
    await app.placed(order);
    await app.untilTold(order, 'captured');
  });

  it('cannot pass for the repeat of one that was handled, whatever it changes', async () => {
    const order = anOrder();
    await app.placed(order);
    await app.placed(order);
    const before = world.orders.asked();
    const lies: Partial<Order>[] = [
      { total: { ...order.total, amount: 1 } },
      { paymentMethod: 'pm_card_3ds' },
      { shippingAddress: { ...order.shippingAddress, name: 'Eve' } },
    ];
    for (const lie of lies)
      await expect(app.deliver(placed, { ...order, ...lie })).rejects.toMatchObject({ reason: 'contradiction' });
    expect(world.orders.asked()).toBe(before);
    app.holds(cancelledOrder(order));
    await app.cancelRequested(order);
    const cancelled = { ...cancelledOrder(order), userId: v7() };
    await expect(app.deliver(cancelRequested, cancelled)).rejects.toMatchObject({ reason: 'contradiction' });
    await app.untilTold(order, 'captured', 'refunded');
  });

  it('that nobody cancelled is dead-lettered when it says so, and the order stays paid', async () => {
    const order = anOrder();
    await app.placed(order);
    await app.untilTold(order, 'captured');
    await expect(app.deliver(cancelRequested, cancelledOrder(order))).rejects.toMatchObject({
      reason: 'illegal-state',
    });
    expect(await app.paymentOf(order)).toMatchObject({ status: 'captured' });
  });

  it('that was paid, by a payment that is not here, is dead-lettered and not charged again', async () => {
    const order = anOrder();
    app.holds({ ...order, status: 'paid', version: 2 });
    await expect(app.deliver(placed, order)).rejects.toMatchObject({ reason: 'illegal-state' });
    await nothingCameOf(order);
  });
});

describe('an order that was cancelled before its event is read', () => {
  it('is never charged, and its cancellation has nothing left to do', async () => {
    const order = anOrder();
    app.holds(cancelledOrder(order));
    await app.deliver(placed, order);
    await app.untilTold(order, 'cancelled');
    await app.cancelRequested(order);
    expect(app.eventTypesOf(order)).toEqual(['shop.payment.cancelled.v1']);
    expect(await intentsFor(order)).toEqual([]);
  });
});

describe('while order-service', () => {
  it.each([500, 503, 429, 401, 404])('answers %d an event is tried later, and charged then', async (status) => {
    const order = app.holds(anOrder());
    world.orders.answerWith(status);
    const failure = await app.deliver(placed, order).catch((error: unknown) => error);
    expect([status, isTransient(failure)]).toEqual([status, true]);
    const cancelled = await app.deliver(cancelRequested, cancelledOrder(order)).catch((error: unknown) => error);
    expect([status, isTransient(cancelled)]).toEqual([status, true]);
    await nothingCameOf(order);
    world.orders.answerWith(200);
    await app.deliver(placed, order);
    await app.untilTold(order, 'captured');
  });

  it('is asked once for an order, and not again when its event is repeated', async () => {
    const order = app.holds(anOrder());
    const before = world.orders.asked();
    await app.deliver(placed, order);
    await app.deliver(placed, order);
    expect(world.orders.asked() - before).toBe(1);
  });
});
