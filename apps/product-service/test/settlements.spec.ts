import type { CloudEvent, Order } from '@causeway/data-model';
import { anOrder, eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type Catalogue, orderEvent, startCatalogue } from './catalogue.js';

type Step = { type: Extract<CloudEvent['type'], `shop.order.${string}`>; order: Order };

const at = '2026-11-21T09:00:00.000Z';
const cancellation = { reason: 'too late', requestedAt: at, requestedBy: 'customer' };

const paid = (order: Order): Order => ({ ...order, version: 2, status: 'paid' });
const refunded = (order: Order, version: number, overrides: Partial<Order> = {}): Order => ({
  ...order,
  version,
  status: 'refunded',
  refunded: order.total,
  ...overrides,
});
const cancelled = (order: Order, version: number): Order => ({ ...order, version, status: 'cancelled', cancellation });

/** The lives an order can have, by what is left of five lamps of which it wants two. */
const lives: { name: string; steps: (placed: Order) => Step[]; end: object; status: string }[] = [
  {
    name: 'paid and fulfilled',
    steps: (placed) => [
      { type: 'shop.order.paid.v1', order: paid(placed) },
      { type: 'shop.order.fulfilled.v1', order: { ...placed, version: 3, status: 'fulfilled', fulfilledAt: at } },
    ],
    end: { left: 3, held: 0, sold: 2 },
    status: 'committed',
  },
  {
    name: 'paid, refunded in two parts, kept by the customer',
    steps: (placed) => [
      { type: 'shop.order.paid.v1', order: paid(placed) },
      {
        type: 'shop.order.partially_refunded.v1',
        order: { ...placed, version: 3, status: 'partially_refunded', refunded: { amount: 1, currency: 'EUR' } },
      },
      { type: 'shop.order.refunded.v1', order: refunded(placed, 4) },
    ],
    end: { left: 3, held: 0, sold: 2 },
    status: 'committed',
  },
  {
    name: 'declined',
    steps: (placed) => [
      { type: 'shop.order.payment_failed.v1', order: { ...placed, version: 2, status: 'payment_failed' } },
    ],
    end: { left: 5, held: 0, sold: 0 },
    status: 'released',
  },
  {
    name: 'cancelled before it was paid',
    steps: (placed) => [{ type: 'shop.order.cancelled.v1', order: cancelled(placed, 3) }],
    end: { left: 5, held: 0, sold: 0 },
    status: 'released',
  },
  {
    name: 'paid, then cancelled and refunded',
    steps: (placed) => [
      { type: 'shop.order.paid.v1', order: paid(placed) },
      { type: 'shop.order.refunded.v1', order: refunded(placed, 4, { cancellation }) },
    ],
    end: { left: 5, held: 0, sold: 0 },
    status: 'restocked',
  },
  {
    name: 'paid, then cancelled',
    steps: (placed) => [
      { type: 'shop.order.paid.v1', order: paid(placed) },
      { type: 'shop.order.cancelled.v1', order: cancelled(placed, 4) },
    ],
    end: { left: 5, held: 0, sold: 0 },
    status: 'either released or restocked',
  },
];

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

describe("an order's events and its reservation", () => {
  let shop: Catalogue;

  beforeAll(async () => {
    shop = await startCatalogue();
  });
  afterAll(() => shop.stop());

  const aboutReservation = (orderId: string) =>
    shop.published.filter(({ subject, type }) => subject === orderId && type.startsWith('shop.reservation.'));

  for (const { name, steps, end, status } of lives) {
    it(`end the same in any order and however often they come: ${name}`, async () => {
      for (const arrival of permutations(steps(anOrder()).map((_, index) => index))) {
        const { lamp, order } = await shop.held();
        const events = steps(order);
        for (const index of arrival) {
          const step = events[index];
          if (step === undefined) continue;
          // Twice at once, as a broker that lost a lock may deliver it.
          await Promise.all([shop.deliver(step.type, step.order), shop.deliver(step.type, step.order)]);
        }
        for (const step of events) await shop.deliver(step.type, step.order);
        expect(await shop.stockOf(lamp.id)).toEqual(end);
        const reservation = await shop.reservationOf(order.id);
        expect(status).toContain(reservation?.status);
        expect(reservation?.leaseUntil).toBeUndefined();
      }
    });
  }

  it('are answered with what became of the stock, once each', async () => {
    const { lamp, order } = await shop.held();
    const items = [{ productId: lamp.id, quantity: 2 }];
    await shop.deliver('shop.order.paid.v1', paid(order));
    await shop.deliver('shop.order.paid.v1', paid(order));
    await shop.deliver('shop.order.refunded.v1', refunded(order, 4, { cancellation }));
    await eventually(() => expect(aboutReservation(order.id)).toHaveLength(2));
    expect(aboutReservation(order.id)).toMatchObject([
      {
        type: 'shop.reservation.committed.v1',
        id: `reservation/${order.id}/2/shop.reservation.committed.v1`,
        aggregateversion: 2,
        source: '/aws/product-service',
        data: { reservation: { orderId: order.id, status: 'committed', items } },
      },
      {
        type: 'shop.reservation.released.v1',
        aggregateversion: 3,
        data: { reservation: { orderId: order.id, status: 'restocked', items } },
      },
    ]);
  });

  it('commit and release what is held of a product that has been deleted', async () => {
    for (const [type, after, end] of [
      ['shop.order.paid.v1', paid, { left: 3, held: 0, sold: 2 }],
      ['shop.order.cancelled.v1', (order: Order) => cancelled(order, 3), { left: 5, held: 0, sold: 0 }],
    ] as const) {
      const { lamp, order } = await shop.held();
      await shop
        .http()
        .delete(`/v1/products/${lamp.id}`)
        .set('authorization', shop.merchandiser)
        .set('if-match', lamp.etag)
        .expect(204);
      await shop.reserve(uuid(), [{ productId: lamp.id, quantity: 1 }]).expect(422);
      await shop.deliver(type, after(order));
      expect(await shop.stockOf(lamp.id)).toEqual(end);
    }
  });

  it('are dead letters when nothing was ever held for the order', async () => {
    await expect(shop.deliver('shop.order.paid.v1', paid(anOrder()))).rejects.toMatchObject({
      reason: 'unknown-reservation',
    });
  });

  it('come by the door of the bridge too', async () => {
    const { lamp, order } = await shop.held();
    const post = (event: unknown) =>
      shop
        .http()
        .post('/internal/events')
        .set('authorization', shop.service)
        .set('content-type', 'application/cloudevents+json')
        .send(JSON.stringify(event));
    const event = orderEvent('shop.order.paid.v1', paid(order));
    shop.orders.hold(paid(order));
    await post(event).expect(204);
    await post(event).expect(204);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 0, sold: 2 });

    const nobody = orderEvent('shop.order.paid.v1', paid(anOrder()));
    const refused = await post(nobody).expect(422);
    expect(refused.body).toMatchObject({ code: 'validation', deadLetter: 'unknown-reservation' });
    const rubbish = await post({ ...event, data: {} }).expect(422);
    expect(rubbish.body.deadLetter).toBe('schema');
    await shop.http().post('/internal/events').send(event).expect(401);
  });
});
