import { v7 as uuid } from 'uuid';
import { DynamoCarts } from '../src/adapters/dynamo-carts.js';
import { aBody, type OrderService, startOrderService } from './order-service.js';

describe('the cart', () => {
  let service: OrderService;

  beforeAll(async () => {
    service = await startOrderService();
  });
  afterAll(() => service.stop());

  it('is there before anything is in it', async () => {
    const { body } = await service.customer().get('/v1/cart').expect(200);
    expect(body).toEqual({ items: [], total: { amount: 0, currency: 'EUR' }, updatedAt: null });
  });

  it('keeps what is put in, in that order, at current prices', async () => {
    const customer = service.customer();
    const [desk, lamp] = [service.products.sell({ name: 'Desk' }), service.products.sell({ name: 'Lamp' })];
    await customer.put(`/v1/cart/items/${lamp.id}`).send({ quantity: 1 }).expect(200);
    await customer.put(`/v1/cart/items/${desk.id}`).send({ quantity: 1 }).expect(200);
    const { body } = await customer.put(`/v1/cart/items/${lamp.id}`).send({ quantity: 3 }).expect(200);
    expect(body.items.map(({ name, quantity }: { name: string; quantity: number }) => [name, quantity])).toEqual([
      ['Lamp', 3],
      ['Desk', 1],
    ]);
    expect(body.total).toEqual({ amount: 4 * 1299, currency: 'EUR' });
    expect((await customer.get('/v1/cart').expect(200)).body).toEqual(body);
  });

  it('says what is not to be had any more', async () => {
    const customer = service.customer();
    const [gone, scarce] = [service.products.sell({ name: 'Gone' }), service.products.sell({ available: 1 })];
    await customer.put(`/v1/cart/items/${gone.id}`).send({ quantity: 1 }).expect(200);
    await customer.put(`/v1/cart/items/${scarce.id}`).send({ quantity: 2 }).expect(200);
    service.products.withdraw(gone.id);
    const { body } = await customer.get('/v1/cart').expect(200);
    expect(body.items).toMatchObject([
      { name: 'Gone', available: false, lineTotal: { amount: 1299 } },
      { quantity: 2, available: false },
    ]);
    expect(body.total.amount).toBe(0);
  });

  it('takes things out one by one, or all at once', async () => {
    const customer = service.customer();
    const products = [1, 2, 3].map(() => service.products.sell());
    for (const { id } of products) await customer.put(`/v1/cart/items/${id}`).send({ quantity: 1 }).expect(200);
    await customer.delete(`/v1/cart/items/${products[0]?.id}`).expect(204);
    expect((await customer.get('/v1/cart')).body.items).toHaveLength(2);
    await customer.delete('/v1/cart').expect(204);
    await customer.delete('/v1/cart').expect(204);
    expect((await customer.get('/v1/cart')).body.items).toEqual([]);
  });

  it.each([
    ['an unknown product', uuid(), 1, 404, 'not-found'],
    ['no product at all', 'lamp', 1, 404, 'not-found'],
    ['none of a product', undefined, 0, 422, 'validation'],
    ['too much of it', undefined, 100_001, 422, 'validation'],
  ])('refuses %s', async (_what, productId, quantity, status, code) => {
    const id = productId ?? service.products.sell().id;
    const { body } = await service.customer().put(`/v1/cart/items/${id}`).send({ quantity }).expect(status);
    expect(body.code).toBe(code);
  });

  it('holds one currency, and no more products than an order can', async () => {
    const customer = service.customer();
    const carts = new DynamoCarts(service.table);
    const at = new Date().toISOString();
    for (let n = 0; n < 90; n += 1) {
      const { id: productId, name, price: unitPrice } = service.products.sell();
      await carts.put(customer.userId, { productId, name, unitPrice, quantity: 1, since: at }, at);
    }
    const one = service.products.sell();
    const full = await customer.put(`/v1/cart/items/${one.id}`).send({ quantity: 1 }).expect(422);
    expect(full.body.errors[0].message).toContain('90');
    await customer.delete('/v1/cart').expect(204);
    await customer.put(`/v1/cart/items/${one.id}`).send({ quantity: 1 }).expect(200);
    const dollars = service.products.sell({ price: { amount: 700, currency: 'USD' } });
    await customer.put(`/v1/cart/items/${dollars.id}`).send({ quantity: 1 }).expect(422);
  });

  it('loses what is ordered, in the order’s own transaction, and nothing else', async () => {
    const customer = service.customer();
    const [ordered, kept] = [service.products.sell(), service.products.sell()];
    for (const { id } of [ordered, kept]) {
      await customer.put(`/v1/cart/items/${id}`).send({ quantity: 5 }).expect(200);
    }
    const body = aBody([{ productId: ordered.id, quantity: 1 }]);
    await customer.post('/v1/orders').set('idempotency-key', uuid()).send(body).expect(201);
    const cart = await customer.get('/v1/cart').expect(200);
    expect(cart.body.items).toMatchObject([{ productId: kept.id, quantity: 5 }]);
  });

  it('belongs to whoever is signed in', async () => {
    await service.anonymous().get('/v1/cart').expect(401);
    await service.otherService().get('/v1/cart').expect(403);
  });
});
