import { anOrder, eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type Catalogue, startCatalogue } from './catalogue.js';

describe('a reservation whose lease ends', () => {
  let shop: Catalogue;
  let neighbour: Catalogue;

  beforeAll(async () => {
    const soon = { RESERVATION_LEASE_MS: '60', LEASE_SWEEP_MS: '30' };
    shop = await startCatalogue(soon);
    neighbour = await startCatalogue({ ...soon, ORDER_URL: shop.orders.url }, shop.engine);
  });
  beforeEach(() => {
    shop.orders.state.away = false;
  });
  afterAll(async () => {
    await neighbour.stop();
    await shop.stop();
  });

  const held = async () => {
    const lamp = await shop.add({ stock: 5 });
    const orderId = uuid();
    return { lamp, orderId, items: [{ productId: lamp.id, quantity: 2 }] };
  };

  /** By then every sweep that began before has ended. */
  const anotherIsFenced = async () => {
    const { orderId, items } = await held();
    await shop.reserve(orderId, items).expect(201);
    await eventually(() => expect(shop.orders.fenced).toContain(orderId));
  };

  it('is released, once, when order-service has fenced an order that was never placed', async () => {
    const { lamp, orderId, items } = await held();
    await shop.reserve(orderId, items).expect(201);
    await eventually(async () => expect(await shop.stockOf(lamp.id)).toEqual({ left: 5, held: 0, sold: 0 }));
    expect(shop.orders.fenced).toContain(orderId);
    expect(await shop.reservationOf(orderId)).toMatchObject({ status: 'released' });
    await shop.reserve(orderId, items).expect(409);
  });

  it("is left to the order's events when the order exists", async () => {
    const { lamp, orderId, items } = await held();
    shop.orders.placed.add(orderId);
    await shop.reserve(orderId, items).expect(201);
    await eventually(async () => expect((await shop.reservationOf(orderId))?.leaseShard).toBeUndefined());
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 2, sold: 0 });
    const replay = await shop.reserve(orderId, items).expect(201);
    expect(replay.body.leaseUntil).toBeNull();
    const paid = anOrder({ id: orderId, items: replay.body.items, version: 2, status: 'paid' });
    await shop.deliver('shop.order.paid.v1', paid);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 0, sold: 2 });
  });

  it('stays held while order-service is away, and is looked after once it is back', async () => {
    const { lamp, orderId, items } = await held();
    shop.orders.state.away = true;
    await shop.reserve(orderId, items).expect(201);
    const before = (await shop.reservationOf(orderId))?.leaseUntil;
    await eventually(() => expect(new Date().toISOString() > String(before)).toBe(true));
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 2, sold: 0 });
    shop.orders.state.away = false;
    await eventually(async () => expect(await shop.stockOf(lamp.id)).toEqual({ left: 5, held: 0, sold: 0 }));
  });

  it('is not asked about once it is paid', async () => {
    const { lamp, orderId, items } = await held();
    shop.orders.unfenced.set(orderId, 0);
    const { body } = await shop.reserve(orderId, items).expect(201);
    const paid = anOrder({ id: orderId, items: body.items, version: 2, status: 'paid' });
    await shop.deliver('shop.order.paid.v1', paid);
    await anotherIsFenced();
    const asks = shop.orders.unfenced.get(orderId);
    await anotherIsFenced();
    expect(shop.orders.unfenced.get(orderId)).toBe(asks);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 0, sold: 2 });
  });

  it('gives back everything that two sweeping processes race for, once', async () => {
    const lamp = await shop.add({ stock: 40 });
    const orderIds = Array.from({ length: 40 }, () => uuid());
    await Promise.all(
      orderIds.map((orderId) => shop.reserve(orderId, [{ productId: lamp.id, quantity: 1 }]).expect(201)),
    );
    await eventually(async () => expect(await shop.stockOf(lamp.id)).toEqual({ left: 40, held: 0, sold: 0 }), 15_000);
  });
});
