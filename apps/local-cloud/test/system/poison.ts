import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage } from '@azure/service-bus';
import { anOrder, aPayment, eventually } from '@causeway/testing';
import { eventAbout, withBus } from './bus.js';
import { aCustomer } from './people.js';
import { onlyOnServers, type ShopTest } from './shop-test.js';

export function poison(test: ShopTest): void {
  test('what is not an event is a dead letter with the reason schema', async (shop) => {
    const type = 'shop.order.placed.v1';
    const placed = eventAbout(type, { order: anOrder() });
    const bodies = [
      'not an event',
      Buffer.from([0, 255, 7]),
      null,
      {},
      { ...placed, traceparent: 'rubbish' },
      { ...placed, time: '2099-01-01T00:00:00.000Z' },
      { ...placed, data: { order: { ...placed.data.order, total: { amount: -1, currency: 'EUR' } } } },
      { ...placed, data: { order: { ...placed.data.order, items: undefined } } },
      { ...placed, id: 'order-1' },
      { ...placed, subject: randomUUID() },
      { ...placed, aggregateversion: placed.aggregateversion + 1 },
    ];
    await withBus(shop, async (bus) => {
      for (const body of bodies) {
        const id = await bus.send('orders', { body, applicationProperties: { type } });
        for (const consumer of ['payment-service', 'analytics-service']) {
          expect(await bus.reasonOf(id, 'orders', consumer)).toBe('schema');
        }
      }
    });
  });

  test('what no consumer could read whole is a dead letter with the reason that fits', async (shop) => {
    const type = 'shop.order.placed.v1';
    const placed = eventAbout(type, { order: anOrder() });
    await withBus(shop, async (bus) => {
      const applicationProperties = { type };
      const huge = { body: Buffer.alloc(200_001, 'x'), applicationProperties };
      const picture = { body: placed, contentType: 'image/png', applicationProperties };
      const invented = { ...placed, type: 'shop.order.mislaid.v1' };
      const strange = { body: invented, applicationProperties: { type: invented.type } };
      const reasonOf = async (message: ServiceBusMessage) =>
        bus.reasonOf(await bus.send('orders', message), 'orders', 'analytics-service');
      expect(await reasonOf(huge)).toBe('too-large');
      expect(await reasonOf(picture)).toBe('schema');
      expect(await reasonOf(strange)).toBe('unknown-type');
    });
  });

  test('a version that is not known is a dead letter, not a guess', async (shop) => {
    await withBus(shop, async (bus) => {
      const event = eventAbout('shop.order.placed.v1', { order: anOrder() });
      const type = 'shop.order.placed.v2';
      const id = await bus.send('orders', { body: { ...event, type }, applicationProperties: { type } });
      expect(await bus.reasonOf(id, 'orders', 'payment-service')).toBe('version');
      expect(await bus.reasonOf(id, 'orders', 'analytics-service')).toBe('version');
    });
  });

  test('what is said of orders that nobody knows is a dead letter at once', async (shop) => {
    const unknown = anOrder({ status: 'paid', version: 2 });
    const lines = unknown.items.map(({ productId, quantity }) => ({ productId, quantity }));
    await withBus(shop, async (bus) => {
      const payment = aPayment({ orderId: unknown.id });
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment })).toBe('unknown-order');
      const reservation = { orderId: unknown.id, status: 'committed' as const, items: lines };
      expect(await bus.tell('order-service', 'shop.reservation.committed.v1', { reservation })).toBe('unknown-order');
      expect(await bus.tell('product-service', 'shop.order.paid.v1', { order: unknown })).toBe('unknown-reservation');
      const placed = anOrder();
      expect(await bus.tell('payment-service', 'shop.order.placed.v1', { order: placed })).toBe('unknown-order');
    });
  });

  test('an event that comes again under a new MessageId has its effect once', async (shop) => {
    const customer = await aCustomer(shop.url);
    const order = await shop.place(customer, await shop.newProduct());
    await shop.timelineUntil(customer, order, 'notification.sent');
    await shop.everythingHolds();
    const before = await shop.timeline(customer, order);
    await withBus(shop, async (bus) => {
      for (const consumer of ['payment-service', 'analytics-service']) {
        const event = eventAbout('shop.order.placed.v1', { order });
        const to = { to: consumer, messageId: `${event.id}#r${Date.now()}` };
        await bus.send('orders', { body: event, applicationProperties: { type: event.type }, ...to });
      }
    });
    await shop.everythingHolds();
    expect(await shop.timeline(customer, order)).toEqual(before);
  });

  onlyOnServers(test, 'in the clouds Azure Monitor counts dead letters')(
    'what was set aside is counted in the metrics, by who could not handle it',
    async (shop) => {
      await eventually(async () => {
        const page = await (await fetch(`${shop.url}/__local/metrics`)).text();
        for (const consumer of ['payment-service', 'analytics-service']) {
          expect(page).toMatch(letters('causeway_dead_letters_count', consumer));
          expect(page).toMatch(letters('causeway_dead_letters_oldest_ms', consumer));
        }
      }, 30_000);
    },
  );

  test('after all of this the shop sells as before, and everything holds', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct());
    await shop.untilStatus(customer, placed, 'paid');
    await shop.everythingHolds();
  });
}

/** More than none of them, in Prometheus' text format. */
const letters = (metric: string, consumer: string) =>
  new RegExp(`^${metric}{service="${consumer}",source="orders/${consumer}"} [1-9]`, 'm');
