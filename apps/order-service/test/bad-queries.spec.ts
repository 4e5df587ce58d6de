import { badPages } from '@causeway/testing/bad-pages';
import { doorUnderTest } from '@causeway/testing/doors';
import { v7 as uuid } from 'uuid';
import { type Customer, type OrderService, placeOrder, startOrderService } from './order-service.js';

describe('the lists of orders', () => {
  let service: OrderService;
  let customer: Customer;
  let orderId: string;

  beforeAll(async () => {
    service = await startOrderService();
    customer = service.customer();
    for (let n = 0; n < 3; n += 1) orderId = (await placeOrder(service, customer)).id;
  });
  afterAll(() => service.stop());

  const lists = () =>
    [
      ['/v1/orders', customer, 'cursor'],
      [`/v1/orders/${orderId}/timeline`, customer, 'cursor'],
      ['/internal/changes', service.otherService(), 'after'],
    ] as const;

  it('refuse every query that is not theirs, and name the parameter', async () => {
    for (const [path, who, name] of lists()) {
      const { nextCursor } = (await who.get(`${path}?limit=1`).expect(200)).body;
      expect(typeof nextCursor).toBe('string');
      await who.get(`${path}?${name}=${nextCursor}`).expect(200);
      for (const [query, parameter] of badPages(nextCursor, name)) {
        const { status, body } = await who.get(`${path}?${query}`);
        expect([path, query, status, body.code, body.errors?.[0]?.pointer]).toEqual([
          path,
          query,
          400,
          'bad-query',
          `/${parameter}`,
        ]);
      }
    }
  });

  it('take no cursor of each other, of another order or of another filter', async () => {
    const another = (await placeOrder(service, customer)).id;
    const all = [...lists(), [`/v1/orders/${another}/timeline`, customer, 'cursor'] as const];
    for (const [path, who] of all) {
      const { nextCursor } = (await who.get(`${path}?limit=1`).expect(200)).body;
      for (const [other, reader, name] of all) {
        if (other === path) continue;
        const { body } = await reader.get(`${other}?${name}=${nextCursor}`).expect(400);
        expect(body).toMatchObject({ code: 'bad-query', errors: [{ pointer: `/${name}` }] });
      }
    }
    const changes = (await service.otherService().get('/internal/changes?limit=1').expect(200)).body.nextCursor;
    await service.otherService().get(`/internal/changes?since=2026-11-21T00:00:00.000Z&after=${changes}`).expect(400);
  });

  it.each([
    '..%2f..%2finternal',
    '%2e%2e%2f%2e%2e%2finternal%2fchanges',
    // The host of Functions resolves dots in a path before it comes here.
    ...(doorUnderTest === 'functions' ? [] : ['../../internal/changes']),
    '%00',
    'a;b',
    'a%3bb',
    'é',
    '%C3%A9',
    '%ff',
    '%',
    '__proto__',
    'constructor',
    'x'.repeat(150),
    'x'.repeat(5000),
    uuid().toUpperCase(),
    `${uuid()}%0d%0a`,
    `${uuid()}%20`,
    uuid().replaceAll('-', ''),
  ])('find no order %.40s, and nothing on the way', async (id) => {
    for (const path of ['', '/timeline', '/events']) {
      const { status, headers, body } = await customer.get(`/v1/orders/${id}${path}`);
      expect([path, status, body.code]).toEqual([path, 404, 'not-found']);
      expect(headers['x-trace-id']).toBe(body.traceId);
    }
    expect((await customer.put(`/v1/cart/items/${id}`).send({ quantity: 1 })).status).toBe(404);
    expect((await customer.post(`/v1/orders/${id}/cancellation`).send({ reason: 'x' })).status).toBe(404);
  });

  it('have queries ignored by routes that take none', async () => {
    await customer.get(`/v1/orders/${orderId}?x=1&x=2&limit=many`).expect(200);
    await customer.get('/v1/cart?x=1').expect(200);
  });
});
