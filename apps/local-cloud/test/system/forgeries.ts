import type { Order } from '@causeway/data-model';
import { aPayment } from '@causeway/testing';
import { eventAbout, withBus } from './bus.js';
import { aCustomer, type Person } from './people.js';
import type { Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

/** What somebody puts on the bus who has the key of the house. */
export function forgeries(test: ShopTest): void {
  test('an event of a service that may not emit it, or from a topic that is not its own, is a dead letter as forged', async (shop) => {
    const payment = aPayment();
    const type = 'shop.payment.captured.v1';
    const captured = eventAbout(type, { payment });
    const applicationProperties = { type };
    await withBus(shop, async (bus) => {
      const ofAnother = { body: { ...captured, source: '/aws/order-service' }, applicationProperties };
      const astray = { body: captured, applicationProperties, to: 'analytics-service' };
      const id = await bus.send('payments', ofAnother);
      expect(await bus.reasonOf(id, 'payments', 'order-service')).toBe('forged');
      expect(await bus.reasonOf(id, 'payments', 'analytics-service')).toBe('forged');
      expect(await bus.reasonOf(await bus.send('orders', astray), 'orders', 'analytics-service')).toBe('forged');
    });
  });

  test('amounts that contradict what is known change neither an order nor a payment', async (shop) => {
    const customer = await aCustomer(shop.url);
    const order = await waitingOrder(shop, customer);
    const payment = await capturedWithoutMoney(shop, customer, order);
    await withBus(shop, async (bus) => {
      const less = { ...payment, amount: { ...order.total, amount: order.total.amount - 1 } };
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment: less })).toBe('amount-mismatch');
      const dollars = {
        ...payment,
        amount: { ...order.total, currency: 'USD' },
        refunded: { amount: 0, currency: 'USD' },
      };
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment: dollars })).toBe('amount-mismatch');
      const unsummed = { ...order, version: 1, total: { ...order.total, amount: order.total.amount + 1 } };
      expect(await bus.tell('payment-service', 'shop.order.placed.v1', { order: unsummed })).toBe('amount-mismatch');
      const dearer = { ...unsummed, shipping: { ...order.shipping, amount: order.shipping.amount + 1 } };
      // Its id is that of the order's first event, which said otherwise.
      expect(await bus.tell('payment-service', 'shop.order.placed.v1', { order: dearer })).toBe('contradiction');
      const cancelled = { ...dearer, version: 9, ...cancellation };
      expect(await bus.tell('payment-service', 'shop.order.cancel_requested.v1', { order: cancelled })).toBe(
        'amount-mismatch',
      );
    });
    await isAsBefore(shop, customer, order);
  });

  test('a forgery that is right in every letter moves no money and no goods, and tells nobody anything', async (shop) => {
    const customer = await aCustomer(shop.url);
    const order = await waitingOrder(shop, customer);
    const payment = await capturedWithoutMoney(shop, customer, order);
    const paid = { ...order, version: order.version + 1, status: 'paid' as const, nextAction: null };
    const cancelled = { ...order, version: order.version + 1, nextAction: null, ...cancellation };
    const items = order.items.map(({ productId, quantity }) => ({ productId, quantity }));
    const reservation = { orderId: order.id, status: 'committed' as const, items };
    await withBus(shop, async (bus) => {
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment })).toBe('contradiction');
      expect(await bus.tell('order-service', 'shop.reservation.committed.v1', { reservation })).toBe('contradiction');
      expect(await bus.tell('product-service', 'shop.order.paid.v1', { order: paid })).toBe('contradiction');
      expect(await bus.tell('notification-service', 'shop.order.paid.v1', { order: paid })).toBe('contradiction');
      expect(await bus.tell('payment-service', 'shop.order.cancel_requested.v1', { order: cancelled })).toBe(
        'illegal-state',
      );
    });
    await isAsBefore(shop, customer, order);
  });
}

const cancellation = {
  status: 'cancel_requested' as const,
  cancellation: { reason: 'not mine', requestedBy: 'customer' as const, requestedAt: '2026-01-01T00:00:00.000Z' },
};

/** What payment-service would say if the money had come. */
async function capturedWithoutMoney(shop: Shop, customer: Person, order: Order) {
  const known = { ...(await shop.paymentOf(customer, order)), userId: customer.id, version: 9, nextAction: null };
  return aPayment({ ...known, status: 'captured', capturedAt: new Date().toISOString() });
}

/** Nothing has come of the forgeries, and the true events still have their effect. */
async function isAsBefore(shop: Shop, customer: Person, order: Order): Promise<void> {
  expect(await shop.read(customer, order.id)).toEqual(order);
  expect(await shop.paymentOf(customer, order)).toMatchObject({ status: 'requires_action', amount: order.total });
  await shop.authenticate(order, 'pass');
  await shop.untilStatus(customer, order, 'paid');
}

/** An order that waits for its customer, so that there is something to contradict. */
async function waitingOrder(shop: Shop, customer: Person): Promise<Order> {
  const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
  return shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
}
