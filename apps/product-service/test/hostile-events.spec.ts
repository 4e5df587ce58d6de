import type { EventType, Order } from '@causeway/data-model';
import { isTransient } from '@causeway/runtime/outgoing';
import { anOrder, eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type Catalogue, orderEvent, startCatalogue } from './catalogue.js';

type OrderEventType = Extract<EventType, `shop.order.${string}`>;

let shop: Catalogue;

beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());
afterEach(() => {
  shop.orders.state.away = false;
});

const at = '2026-11-21T09:00:00.000Z';
const cancellation = { reason: 'too late', requestedAt: at, requestedBy: 'customer' };
const paid = (order: Order): Order => ({ ...order, version: 2, status: 'paid' });
const failed = (order: Order): Order => ({ ...order, version: 2, status: 'payment_failed' });
const cancelled = (order: Order): Order => ({ ...order, version: 3, status: 'cancelled', cancellation });
const refunded = (order: Order): Order => ({
  ...order,
  version: 4,
  status: 'refunded',
  refunded: order.total,
  cancellation,
});

/** The event is refused with this reason, and no goods move. */
async function movesNothing(productId: string, order: Order, forged: object, reason: string): Promise<void> {
  const before = [await shop.stockOf(productId), await shop.reservationOf(order.id)];
  await expect(shop.deliverForged(forged)).rejects.toMatchObject({ name: 'DeadLetter', reason });
  expect([await shop.stockOf(productId), await shop.reservationOf(order.id)]).toEqual(before);
}

describe('a forged event about an order, right in every letter', () => {
  it.each<[string, OrderEventType, (order: Order) => Order]>([
    ['sell what is held for an order that waits', 'shop.order.paid.v1', paid],
    ['sell it, far ahead', 'shop.order.paid.v1', (order) => ({ ...paid(order), version: 2 ** 31 - 1 })],
    ['give it to somebody else', 'shop.order.payment_failed.v1', failed],
    ['give it to somebody else, cancelled', 'shop.order.cancelled.v1', cancelled],
    ['give it back, refunded', 'shop.order.refunded.v1', refunded],
  ])('does not %s', async (_what, type, lie) => {
    const { lamp, order } = await shop.held();
    shop.orders.hold(order);
    await movesNothing(lamp.id, order, orderEvent(type, lie(order)), 'contradiction');
  });

  it('does not give back what was sold', async () => {
    const { lamp, order } = await shop.held();
    await shop.deliver('shop.order.paid.v1', paid(order));
    for (const [type, lie] of [
      ['shop.order.payment_failed.v1', failed(order)],
      ['shop.order.cancelled.v1', cancelled(order)],
      ['shop.order.refunded.v1', refunded(order)],
    ] as const)
      await movesNothing(lamp.id, order, orderEvent(type, lie), 'contradiction');
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 0, sold: 2 });
  });

  it('does not bring goods back that the customer keeps', async () => {
    const { lamp, order } = await shop.held();
    await shop.deliver('shop.order.paid.v1', paid(order));
    const kept: Order = { ...refunded(order), cancellation: null };
    await shop.deliver('shop.order.refunded.v1', kept);
    await movesNothing(lamp.id, order, orderEvent('shop.order.refunded.v1', refunded(order)), 'contradiction');
  });

  it('is nothing about an order that was never placed, though its stock is held', async () => {
    const { lamp, order } = await shop.held();
    await movesNothing(lamp.id, order, orderEvent('shop.order.paid.v1', paid(order)), 'unknown-order');
  });

  it('does not sell other lines or at other prices, or to others', async () => {
    const { lamp, order } = await shop.held();
    shop.orders.hold(paid(order));
    const [line] = order.items;
    if (line === undefined) throw new Error('an order has a line');
    const one = { ...line, quantity: 1, lineTotal: line.unitPrice };
    const cheap = { ...line, unitPrice: { amount: 1, currency: 'EUR' }, lineTotal: { amount: 2, currency: 'EUR' } };
    const other = { ...line, productId: uuid() };
    const lies: [Order['items'], string][] = [
      [[one], 'contradiction'],
      [[line, other], 'contradiction'],
      [[other], 'contradiction'],
      [[cheap], 'amount-mismatch'],
    ];
    for (const [items, reason] of lies) {
      const lie = paid(anOrder({ id: order.id, userId: order.userId, items }));
      await movesNothing(lamp.id, order, orderEvent('shop.order.paid.v1', lie), reason);
    }
    const theirs = orderEvent('shop.order.paid.v1', { ...paid(order), userId: uuid() });
    await movesNothing(lamp.id, order, theirs, 'contradiction');
    await shop.deliver('shop.order.paid.v1', paid(order));
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 0, sold: 2 });
  });

  it('cannot come from another service, nor say of itself what is not so', async () => {
    const { lamp, order } = await shop.held();
    shop.orders.hold(paid(order));
    const event = orderEvent('shop.order.paid.v1', paid(order));
    await movesNothing(lamp.id, order, { ...event, source: '/azure/payment-service' }, 'forged');
    await movesNothing(lamp.id, order, { ...event, time: '2099-01-01T00:00:00.000Z' }, 'schema');
    await movesNothing(lamp.id, order, orderEvent('shop.order.paid.v1', failed(order)), 'contradiction');
    const dear = { ...paid(order), total: { amount: 1, currency: 'EUR' } };
    await movesNothing(lamp.id, order, orderEvent('shop.order.paid.v1', dear), 'amount-mismatch');
  });
});

it('while order-service is away nothing moves, and everything when it is back', async () => {
  const { lamp, order } = await shop.held();
  shop.orders.hold(paid(order));
  shop.orders.state.away = true;
  const failure = await shop.deliver('shop.order.paid.v1', paid(order)).catch((error: unknown) => error);
  expect(isTransient(failure)).toBe(true);
  expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 2, sold: 0 });
  shop.orders.state.away = false;
  await shop.deliver('shop.order.paid.v1', paid(order));
  expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 0, sold: 2 });
});

it('order-service is asked once for what moves goods, and not for what moves none', async () => {
  const { order } = await shop.held();
  await shop.deliver('shop.order.paid.v1', paid(order));
  await shop.deliver('shop.order.paid.v1', paid(order));
  const sent: Order = { ...paid(order), version: 3, status: 'fulfilled', fulfilledAt: at };
  await shop.deliver('shop.order.fulfilled.v1', sent);
  expect(shop.orders.asked.filter((id) => id === order.id)).toHaveLength(1);
});

it('what is refused at the bridge’s door is noted in the audit trail', async () => {
  const { order } = await shop.held();
  shop.orders.hold(order);
  const forged = orderEvent('shop.order.paid.v1', paid(order));
  const { body } = await shop
    .http()
    .post('/internal/events')
    .set('authorization', shop.service)
    .set('content-type', 'application/cloudevents+json')
    .send(JSON.stringify(forged))
    .expect(422);
  expect(body.deadLetter).toBe('contradiction');
  await eventually(() =>
    expect(shop.audited.find(({ detail }) => detail.eventId === forged.id)).toMatchObject({
      type: 'event.refused',
      service: 'product-service',
      actor: { kind: 'service', id: 'order-service' },
      detail: { reason: 'contradiction', place: 'bridge' },
    }),
  );
});
