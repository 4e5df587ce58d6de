import { order as orderSchema } from '@causeway/data-model';
import { Relay } from '@causeway/messaging/outbox';
import { eventually } from '@causeway/testing';
import { doorsUnderTest } from '@causeway/testing/doors';
import { jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { DynamoClaims } from '../src/adapters/dynamo-claims.js';
import { bodyHashOf } from '../src/core/idempotency.js';
import { aBody, type Customer, type OrderService, startOrderService, timelineOf } from './order-service.js';

describe.each(doorsUnderTest)('placing an order, behind %s', (door) => {
  let service: OrderService;

  beforeAll(async () => {
    service = await startOrderService({ SHIPPING_FLAT_FEE: '399' }, door);
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    service.products.beforeReserve = async () => undefined;
    service.products.asked.length = 0;
  });

  const post = (customer: Customer, key: string, body: object) =>
    customer.post('/v1/orders').set('idempotency-key', key).send(body);
  const twoLamps = () => aBody([{ productId: service.products.sell().id, quantity: 2 }]);
  const fence = (id: string) => service.otherService().post(`/internal/orders/${id}/fence`).expect(200);

  it('answers with the order, its place and its tag, and tells the world', async () => {
    const customer = service.customer();
    const answer = await post(customer, uuid(), twoLamps()).expect(201);
    const order = orderSchema.parse(answer.body);
    expect(order).toMatchObject({
      userId: customer.userId,
      status: 'pending_payment',
      version: 1,
      subtotal: { amount: 2598, currency: 'EUR' },
      shipping: { amount: 399, currency: 'EUR' },
      total: { amount: 2997, currency: 'EUR' },
      taxIncluded: { amount: 500, currency: 'EUR' },
    });
    expect(answer.headers).toMatchObject({ location: `/v1/orders/${order.id}`, etag: '"1"' });
    expect(answer.headers['content-type']).toContain('application/json');
    const timeline = await timelineOf(customer, order.id);
    expect(timeline.map(({ seq, type, service: by }) => [seq, type, by])).toEqual([
      [1, 'stock.reserved', 'product-service'],
      [2, 'order.placed', 'order-service'],
    ]);
    expect(timeline[1]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    await eventually(() => expect(service.bus.about(order.id)).toEqual(['shop.order.placed.v1']));
  });

  it('keeps what a broker that is away did not take', async () => {
    service.bus.isAway = true;
    const { body: order } = await post(service.customer(), uuid(), twoLamps()).expect(201);
    service.bus.isAway = false;
    const id = `order/${order.id}/1/shop.order.placed.v1`;
    const kept = await service.table.get({ pk: `OUT#${id}`, sk: 'OUT' });
    expect(JSON.parse(String(kept?.body))).toMatchObject({ id, data: { order: { id: order.id } } });
  });

  describe('with an idempotency key', () => {
    it.each([
      ['idempotency-key-missing', undefined],
      ['idempotency-key-invalid', ''],
      ['idempotency-key-invalid', 'k'.repeat(256)],
      ['idempotency-key-invalid', 'schlüssel'],
    ])('refuses with %s', async (code, key) => {
      const request = service.customer().post('/v1/orders');
      if (key !== undefined) request.set('idempotency-key', key);
      const { body } = await request.send({ rubbish: true }).expect(400);
      expect(body.code).toBe(code);
    });

    it('gives a repeat the same answer word for word, in whatever order its fields stand', async () => {
      const [customer, key, body] = [service.customer(), 'a key of 1..255 ~ printable ASCII', twoLamps()];
      const first = await post(customer, key, body).expect(201);
      const again = await post(customer, key, Object.fromEntries(Object.entries(body).reverse())).expect(201);
      expect(again.text).toBe(first.text);
      expect(again.headers).toMatchObject({ location: first.headers.location, etag: first.headers.etag });
      expect(service.products.asked).toHaveLength(1);
    });

    it('refuses the key to another body, and gives it to another user', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      const first = await post(customer, key, body).expect(201);
      const other = await post(customer, key, { ...body, paymentMethod: 'pm_card_3ds' }).expect(422);
      expect(other.body.code).toBe('idempotency-key-reused');
      const elsewhere = await post(service.customer(), key, body).expect(201);
      expect(elsewhere.body.id).not.toBe(first.body.id);
    });

    it('makes a second request wait while the first is at work', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      const { promise: gate, resolve: openGate } = Promise.withResolvers<undefined>();
      service.products.beforeReserve = () => gate;
      const first = post(customer, key, body).then((answer) => answer);
      await eventually(() => expect(service.products.asked).toHaveLength(1));
      const second = await post(customer, key, body).expect(409);
      expect(second.body.code).toBe('idempotency-in-progress');
      expect(second.headers['retry-after']).toBe('1');
      openGate(undefined);
      expect((await first).status).toBe(201);
    });

    it('places one order for fifty requests at once', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      const answers = await Promise.all(Array.from({ length: 50 }, () => post(customer, key, body)));
      const placed = answers.filter(({ status }) => status === 201);
      expect(placed.length).toBeGreaterThan(0);
      expect(new Set(placed.map(({ body: { id } }) => id)).size).toBe(1);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
      const { body: list } = await customer.get('/v1/orders').expect(200);
      expect(list.items).toHaveLength(1);
      await post(customer, key, body).expect(201);
    });

    it('goes on where a process died, with the same order id', async () => {
      const [customer, key, body, orderId] = [service.customer(), uuid(), twoLamps(), uuid()];
      const claims = new DynamoClaims(service.table, () => new Date());
      const owner = { userId: customer.userId, route: 'POST /v1/orders', key };
      const dead = {
        ...owner,
        bodyHash: bodyHashOf(body),
        orderId,
        token: uuid(),
        leaseUntil: new Date().toISOString(),
      };
      await claims.begin(dead, new Date(Date.now() + 60_000));
      const { body: order } = await post(customer, key, body).expect(201);
      expect(order.id).toBe(orderId);
      expect(service.products.asked).toEqual([orderId]);
      expect(await claims.rename(dead, uuid())).toBe(false);
    });

    it('lets the same request try again at once after a doubt, with the same order id', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      service.products.beforeReserve = async () => 500;
      const doubtful = await post(customer, key, body).expect(503);
      expect(doubtful.body.code).toBe('unavailable');
      expect(doubtful.headers['retry-after']).toBeDefined();
      service.products.beforeReserve = async () => undefined;
      const { body: order } = await post(customer, key, body).expect(201);
      expect(new Set(service.products.asked)).toEqual(new Set([order.id]));
    });

    it('starts afresh for another request after a doubt', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      service.products.beforeReserve = async () => 500;
      await post(customer, key, body).expect(503);
      service.products.beforeReserve = async () => undefined;
      const { body: order } = await post(customer, key, { ...body, paymentMethod: 'pm_card_3ds' }).expect(201);
      expect(service.products.asked.slice(0, 2)).not.toContain(order.id);
    });

    it('is free again after a refusal', async () => {
      const [customer, key] = [service.customer(), uuid()];
      const scarce = service.products.sell({ available: 1 });
      const refused = await post(customer, key, aBody([{ productId: scarce.id, quantity: 2 }])).expect(409);
      expect(refused.body).toMatchObject({
        code: 'out-of-stock',
        items: [{ productId: scarce.id, available: 1 }],
      });
      await post(customer, key, aBody([{ productId: scarce.id, quantity: 1 }])).expect(201);
    });
  });

  describe('whose id was fenced', () => {
    it('goes on under a fresh id, which repeats are answered with', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      let fenced: string | undefined;
      service.products.beforeReserve = async (orderId) => {
        if (fenced === undefined) await fence(orderId);
        fenced ??= orderId;
        return undefined;
      };
      const { body: order } = await post(customer, key, body).expect(201);
      expect(service.products.asked).toEqual([fenced, order.id]);
      expect(order.id).not.toBe(fenced);
      expect((await post(customer, key, body).expect(201)).body.id).toBe(order.id);
      expect((await fence(order.id)).body).toEqual({ placed: true });
    });

    it('goes on under a fresh id when its stock was given back', async () => {
      const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
      service.products.beforeReserve = async () => 500;
      await post(customer, key, body).expect(503);
      const [first = ''] = service.products.asked;
      service.products.reservations.set(first, { items: [], released: true });
      service.products.beforeReserve = async () => undefined;
      expect((await post(customer, key, body).expect(201)).body.id).not.toBe(first);
    });

    it('stays fenced, however often that is asked', async () => {
      const id = uuid();
      expect((await fence(id)).body).toEqual({ placed: false });
      expect((await fence(id)).body).toEqual({ placed: false });
      await service.person('support').get(`/v1/orders/${id}`).expect(404);
    });
  });

  it('refuses another total than was expected, and gives the stock back at once', async () => {
    const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
    const refused = await post(customer, key, { ...body, expectedTotal: { amount: 2598, currency: 'EUR' } }).expect(
      409,
    );
    expect(refused.body).toMatchObject({ code: 'price-changed', total: { amount: 2997, currency: 'EUR' } });
    const [orderId = ''] = service.products.asked;
    expect(service.products.reservations.get(orderId)?.released).toBe(true);
    expect((await fence(orderId)).body).toEqual({ placed: false });
    await post(customer, key, { ...body, expectedTotal: { amount: 2997, currency: 'EUR' } }).expect(201);
  });

  it('takes ninety lines', async () => {
    const items = Array.from({ length: 90 }, () => ({ productId: service.products.sell().id, quantity: 1 }));
    const { body: order } = await post(service.customer(), uuid(), aBody(items)).expect(201);
    expect(order.items).toHaveLength(90);
  });

  it('names what is wrong with a body', async () => {
    const { id: productId } = service.products.sell();
    const twice = aBody([
      { productId, quantity: 1 },
      { productId, quantity: 1 },
    ]);
    const { body } = await post(service.customer(), uuid(), twice).expect(422);
    expect(body).toMatchObject({ code: 'validation', errors: [{ pointer: '/items/1/productId' }] });
    expect(service.products.asked).toEqual([]);
  });

  it('takes nothing while events do not get out', async () => {
    const lag = jest.spyOn(service.app.get(Relay), 'currentLag').mockResolvedValue({ oldestMs: 61_000, backlog: 1 });
    const [customer, key, body] = [service.customer(), uuid(), twoLamps()];
    const refused = await post(customer, key, body).expect(503);
    expect(refused.headers['retry-after']).toBe('10');
    expect(service.products.asked).toEqual([]);
    lag.mockRestore();
    await post(customer, key, { ...body, paymentMethod: 'pm_card_3ds' }).expect(201);
  });

  it('takes nothing while a backlog is over its limit, from its first moment on, and goes on at half of it', async () => {
    const customer = service.customer();
    service.bus.isAway = true;
    const [firstKey, firstBody] = [uuid(), twoLamps()];
    const first = await post(customer, firstKey, firstBody).expect(201);
    for (let placed = 1; placed < 8; placed += 1) await post(customer, uuid(), twoLamps()).expect(201);
    // Another process, which starts while the broker is away and has published nothing itself.
    await using cleanUp = new AsyncDisposableStack();
    const away = await service.open({ OUTBOX_BACKLOG_LIMIT: '6', OUTBOX_LAG_LIMIT_MS: '600000' });
    cleanUp.defer(() => away.close());
    const url = await away.getUrl();
    const send = (key: string, body: object) =>
      customer.postTo(url, '/v1/orders').set('idempotency-key', key).send(body);
    away.get(Relay).start();
    service.products.asked.length = 0;
    const [key, body] = [uuid(), twoLamps()];
    await eventually(() => send(uuid(), body).expect(503), 30_000);
    const { length: reserved } = service.products.asked;
    const refused = await send(key, body).expect(503);
    expect(refused.headers['retry-after']).toBe('10');
    expect(service.products.asked).toHaveLength(reserved);
    expect((await send(firstKey, firstBody).expect(201)).body).toEqual(first.body);
    service.bus.isAway = false;
    await eventually(() => send(key, body).expect(201), 30_000);
  });

  it('does not keep its customer waiting for the broker', async () => {
    const broker = Promise.withResolvers<void>();
    const publish = jest.spyOn(service.bus, 'publish').mockImplementation(() => broker.promise);
    await post(service.customer(), uuid(), twoLamps()).expect(201);
    broker.resolve();
    publish.mockRestore();
  });
});
