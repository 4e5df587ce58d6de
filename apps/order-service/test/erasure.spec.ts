import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { anEvent, type CloudEvent, type Order, pseudonymOf } from '@causeway/data-model';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import { anAddress, eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { DynamoOrders } from '../src/adapters/dynamo-orders.js';
import { moved, storyOf } from '../src/core/order.js';
import {
  aBody,
  type Customer,
  type OrderService,
  paymentEvent,
  paymentIdOf,
  placeOrder,
  startOrderService,
} from './order-service.js';

const words = { name: 'Wilhelmina Quist', line1: '7 Hidden Lane', city: 'Nowhereville', postalCode: 'QX7' };

const erasedEvent = (userId: string): CloudEvent<'shop.account.erased.v1'> => {
  const createdAt = '2026-11-21T09:00:00.000Z';
  const account = { id: userId, roles: ['customer' as const], createdAt, version: 2 };
  return anEvent(
    'shop.account.erased.v1',
    { account },
    {
      aggregate: 'account',
      subject: userId,
      version: 2,
      source: '/aws/identity-service',
      time: new Date().toISOString(),
      traceparent: currentTraceparent(),
    },
  );
};

describe('an erased person', () => {
  let service: OrderService;

  beforeAll(async () => {
    service = await startOrderService();
  });
  afterAll(() => service.stop());

  const order = async (customer: Customer): Promise<Order> => {
    const items = [{ productId: service.products.sell().id, quantity: 2 }];
    const body = aBody(items, { shippingAddress: anAddress(words) });
    return (await customer.post('/v1/orders').set('idempotency-key', uuid()).send(body).expect(201)).body;
  };
  const fillCart = (customer: Customer) =>
    customer.put(`/v1/cart/items/${service.products.sell().id}`).send({ quantity: 1 });
  const erase = ({ userId }: Customer) => {
    service.people.erased.add(userId);
    return service.deliver(erasedEvent(userId));
  };
  const capture = (one: Order, version = 4) =>
    service.deliver(paymentEvent('shop.payment.captured.v1', one, { version }));
  const recordOf = async ({ id }: Order) => {
    const found = await service.app.get(DynamoOrders).find(id);
    if (found === undefined) throw new Error(`There is no order ${id}.`);
    return found;
  };
  const reportsOf = ({ userId }: Customer) =>
    service.people.reports.filter((report) => report.userId === userId).map(({ erased }) => erased);

  /** Items of the whole table in which one of these stands, once all events are out of it. */
  const itemsWith = async (...texts: string[]): Promise<Record<string, unknown>[]> => {
    const all: Record<string, unknown>[] = [];
    const pages = paginateScan(
      { client: service.table.client },
      { TableName: service.table.name, ConsistentRead: true },
    );
    for await (const { Items = [] } of pages) all.push(...Items.map((item) => unmarshall(item)));
    return all.filter((item) => texts.some((text) => JSON.stringify(item).includes(text)));
  };
  const closed = ({ userId }: Customer) => ({
    pk: `U#${userId}`,
    sk: 'CART',
    schemaVersion: 1,
    closedAt: expect.any(String),
  });

  it('is nowhere any more but in the mark that keeps the cart closed', async () => {
    const customer = service.customer();
    const [kept, cancelled] = [await order(customer), await order(customer)];
    await capture(kept);
    const reason = 'Wilhelmina does not want it';
    await customer.post(`/v1/orders/${cancelled.id}/cancellation`).send({ reason }).expect(202);
    await fillCart(customer).expect(200);
    const before = (await recordOf(kept)).order;

    await erase(customer);

    await eventually(async () =>
      expect(await itemsWith(customer.userId, 'Wilhelmina', 'Hidden Lane', 'Nowhereville', 'QX7')).toEqual([
        closed(customer),
      ]),
    );
    const { shippingAddress, ...rest } = before;
    expect((await recordOf(kept)).order).toEqual({
      ...rest,
      userId: pseudonymOf(customer.userId),
      shippingAddress: expect.objectContaining({ name: 'erased', country: 'ZZ' }),
    });
    expect((await recordOf(cancelled)).order).toMatchObject({
      status: 'cancel_requested',
      cancellation: { reason: 'erased', requestedBy: 'erased' },
    });
    expect(reportsOf(customer)).toEqual([{ orders: 2, cartLines: 1 }]);
    expect((await customer.get('/v1/orders').expect(200)).body.items).toEqual([]);
    await customer.get(`/v1/orders/${kept.id}`).expect(404);
    await service.person('support').get(`/v1/orders/${kept.id}`).expect(200);
  });

  it('is erased once, however often the event comes', async () => {
    const customer = service.customer();
    const one = await order(customer);
    await erase(customer);
    const after = await recordOf(one);
    await service.deliver(erasedEvent(customer.userId));
    expect(await recordOf(one)).toEqual(after);
    expect(reportsOf(customer)).toEqual([
      { orders: 1, cartLines: 0 },
      { orders: 0, cartLines: 0 },
    ]);
  });

  it('is one of whom identity-service says so: an event alone erases nobody', async () => {
    const customer = service.customer();
    const one = await order(customer);
    const letter = { reason: 'contradiction' };
    await expect(service.deliverForged(erasedEvent(customer.userId))).rejects.toMatchObject(letter);
    expect((await recordOf(one)).order).toEqual(one);
    await fillCart(customer).expect(200);
  });

  it('is reported again until identity-service has heard of it', async () => {
    const customer = service.customer();
    const one = await order(customer);
    service.people.isBusy = true;
    await expect(erase(customer)).rejects.toMatchObject({ code: 'unavailable' });
    service.people.isBusy = false;
    expect(reportsOf(customer)).toEqual([]);
    await erase(customer);
    expect(reportsOf(customer)).toHaveLength(1);
    expect((await recordOf(one)).order.userId).toBe(pseudonymOf(customer.userId));
  });

  it('orders nothing and fills no cart with the token that is left', async () => {
    const customer = service.customer();
    await erase(customer);
    const product = service.products.sell();
    const body = aBody([{ productId: product.id, quantity: 1 }]);
    const refused = await customer.post('/v1/orders').set('idempotency-key', uuid()).send(body).expect(401);
    expect(refused.body.code).toBe('invalid-token');
    const holding = [...service.products.reservations.values()].filter(
      ({ items, released }) => !released && items.some(({ productId }) => productId === product.id),
    );
    expect(holding).toEqual([]);
    await fillCart(customer).expect(401);
    await customer.delete(`/v1/cart/items/${product.id}`).expect(401);
    await customer.delete('/v1/cart').expect(401);
    expect((await customer.get('/v1/cart').expect(200)).body.items).toEqual([]);
    await eventually(async () => expect(await itemsWith(customer.userId)).toEqual([closed(customer)]));
  });

  it('gets no order whose goods were held before: they are given back', async () => {
    const customer = service.customer();
    const held: string[] = [];
    service.products.beforeReserve = async (orderId) => {
      held.push(orderId);
      await erase(customer);
      return undefined;
    };
    const body = aBody([{ productId: service.products.sell().id, quantity: 1 }]);
    await customer.post('/v1/orders').set('idempotency-key', uuid()).send(body).expect(401);
    service.products.beforeReserve = async () => undefined;
    expect(held).toHaveLength(1);
    expect(service.products.reservations.get(held[0] ?? '')).toMatchObject({ released: true });
    expect(await itemsWith(customer.userId)).toEqual([closed(customer)]);
  });

  it('has no order left that was being placed at that moment', async () => {
    const customer = service.customer();
    const products = Array.from({ length: 8 }, () => service.products.sell());
    const placing = products.map(({ id: productId }) => {
      const body = aBody([{ productId, quantity: 1 }], { shippingAddress: anAddress({ name: 'Hasty Quist' }) });
      return customer.post('/v1/orders').set('idempotency-key', uuid()).send(body);
    });
    const [answers] = await Promise.all([Promise.all(placing), erase(customer)]);

    for (const { status, body } of answers) {
      expect([201, 401]).toContain(status);
      if (status === 201) expect((await recordOf(body)).order.userId).toBe(pseudonymOf(customer.userId));
    }
    await eventually(async () => expect(await itemsWith(customer.userId, 'Hasty')).toEqual([closed(customer)]));
  });

  it('is not written back by who had read the order before', async () => {
    const customer = service.customer();
    const one = await order(customer);
    const read = await recordOf(one);
    await erase(customer);
    const story = moved(storyOf(read), 'order.paid', new Date().toISOString());
    expect(await service.app.get(DynamoOrders).save(story)).toBe('stale');
    expect((await recordOf(one)).order.userId).toBe(pseudonymOf(customer.userId));
  });

  it('pays all the same for what was ordered, under the name that is left', async () => {
    const customer = service.customer();
    const one = await order(customer);
    await erase(customer);
    // payment-service has not heard of it yet.
    await capture(one, 4);
    const paid = await eventually(() => {
      const found = service.bus.published.find(({ id }) => id === `order/${one.id}/2/shop.order.paid.v1`);
      if (found === undefined) throw new Error('not yet');
      return found;
    });
    expect(JSON.stringify(paid)).not.toMatch(new RegExp(`${customer.userId}|Wilhelmina`));
    expect(paid.data).toMatchObject({ order: { userId: pseudonymOf(customer.userId), status: 'paid' } });
    // And now it has.
    const userId = pseudonymOf(customer.userId);
    await service.deliver(paymentEvent('shop.payment.refunded.v1', one, { version: 5, userId, id: paymentIdOf(one) }));
    expect((await recordOf(one)).order.status).toBe('refunded');
  });

  it('cannot be told from somebody who never was, in what is kept about them', async () => {
    const customer = service.customer();
    await order(customer);
    await fillCart(customer).expect(200);
    const ask = (userId: string) => service.otherService('identity-service').get(`/internal/people/${userId}/data`);
    const { body } = await ask(customer.userId).expect(200);
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['cart', 'orders']);
    await erase(customer);
    await eventually(async () =>
      expect((await ask(customer.userId).expect(200)).body).toEqual({ items: [], nextCursor: null }),
    );
  });
});

describe('what is kept about a person', () => {
  let service: OrderService;
  beforeAll(async () => {
    service = await startOrderService();
  });
  afterAll(() => service.stop());

  it('is told page by page, each order with its timeline', async () => {
    const customer = service.customer();
    const placed: Order[] = [];
    for (let n = 0; n < 27; n += 1) placed.push(await placeOrder(service, customer));
    await placeOrder(service);
    const found: { kind: string; data: Order & { timeline: unknown[] } }[] = [];
    let pages = 0;
    for (let after: string | null = ''; after !== null; pages += 1) {
      const query: string = after === '' ? '' : `?after=${encodeURIComponent(after)}`;
      const path = `/internal/people/${customer.userId}/data${query}`;
      const { body } = await service.otherService('identity-service').get(path).expect(200);
      found.push(...body.items);
      after = body.nextCursor;
    }
    expect(pages).toBe(2);
    expect(found.map(({ data }) => data.id)).toEqual(placed.map(({ id }) => id).reverse());
    expect(found[0]?.data.timeline).toMatchObject([{ type: 'stock.reserved' }, { type: 'order.placed' }]);
  });

  it('is for services alone, and only with a cursor that was given', async () => {
    const customer = service.customer();
    const path = `/internal/people/${customer.userId}/data`;
    await customer.get(path).expect(403);
    await service.anonymous().get(path).expect(401);
    await service.otherService().get(`${path}?after=forged`).expect(400);
    await service.otherService().get('/internal/people/rubbish/data').expect(404);
  });
});
