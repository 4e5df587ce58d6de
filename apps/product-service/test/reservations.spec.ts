import { canonicalJson } from '@causeway/data-model';
import { anOrder, aPricedLine } from '@causeway/testing';
import { doorsUnderTest } from '@causeway/testing/doors';
import { v7 as uuid } from 'uuid';
import { type Catalogue, startCatalogue } from './catalogue.js';

describe.each(doorsUnderTest)('reserving stock, behind %s', (door) => {
  let shop: Catalogue;

  beforeAll(async () => {
    shop = await startCatalogue({}, undefined, door);
  });
  afterAll(() => shop.stop());

  it('holds all lines at frozen prices, or none', async () => {
    const lamp = await shop.add({ stock: 5 });
    const table = await shop.add({ stock: 1, name: 'Oak table', price: { amount: 250_00, currency: 'EUR' } });
    const orderId = uuid();
    const items = [
      { productId: lamp.id, quantity: 2 },
      { productId: table.id, quantity: 1 },
    ];
    const { body } = await shop.reserve(orderId, items).expect(201);
    expect(body).toEqual({
      orderId,
      leaseUntil: expect.any(String),
      items: [
        aPricedLine({ productId: lamp.id, sku: lamp.sku, quantity: 2 }),
        aPricedLine({
          productId: table.id,
          sku: table.sku,
          name: 'Oak table',
          quantity: 1,
          unitPrice: { amount: 250_00, currency: 'EUR' },
        }),
      ],
    });
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 2, sold: 0 });
    expect(await shop.stockOf(table.id)).toEqual({ left: 0, held: 1, sold: 0 });

    const refused = await shop.reserve(uuid(), items).expect(409);
    expect(refused.body).toMatchObject({ code: 'out-of-stock', items: [{ productId: table.id, available: 0 }] });
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 2, sold: 0 });
  });

  it('names every line that is short', async () => {
    const products = await Promise.all([1, 2, 3].map((stock) => shop.add({ stock })));
    const items = products.map(({ id }) => ({ productId: id, quantity: 3 }));
    const { body } = await shop.reserve(uuid(), items).expect(409);
    expect(body.items).toEqual([
      { productId: products[0]?.id, available: 1 },
      { productId: products[1]?.id, available: 2 },
    ]);
  });

  it('gives the same lines again, even when the price has changed since, and holds nothing twice', async () => {
    const lamp = await shop.add({ stock: 5 });
    const orderId = uuid();
    const items = [{ productId: lamp.id, quantity: 2 }];
    const first = await shop.reserve(orderId, items).expect(201);
    await shop
      .http()
      .patch(`/v1/products/${lamp.id}`)
      .set('authorization', shop.merchandiser)
      .set('if-match', '*')
      .send({ price: { amount: 9999, currency: 'EUR' } })
      .expect(200);
    const again = await shop.reserve(orderId, items).expect(201);
    expect(again.body).toEqual(first.body);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 3, held: 2, sold: 0 });

    const other = await shop.reserve(orderId, [{ productId: lamp.id, quantity: 1 }]).expect(409);
    expect(other.body.code).toBe('illegal-state');
  });

  it('holds once when the same request comes ten times at the same moment', async () => {
    const lamp = await shop.add({ stock: 50 });
    const orderId = uuid();
    const items = [{ productId: lamp.id, quantity: 3 }];
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.reserve(orderId, items)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ body }) => canonicalJson(body))).size).toBe(1);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 47, held: 3, sold: 0 });
  });

  it('sells the last unit to exactly one of a hundred buyers', async () => {
    const lamp = await shop.add({ stock: 1 });
    const items = [{ productId: lamp.id, quantity: 1 }];
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.reserve(uuid(), items)));
    const statuses = answers.map(({ status, body }) => `${status} ${body.code ?? ''}`);
    expect(statuses.filter((status) => status === '201 ')).toHaveLength(1);
    expect(statuses.filter((status) => status === '409 out-of-stock')).toHaveLength(99);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 0, held: 1, sold: 0 });
  });

  it('takes orders of ninety lines that cross each other in opposite directions', async () => {
    const products = [];
    // A few at a time: ninety at once can outlast DynamoDB's half second on a busy machine.
    while (products.length < 90) {
      products.push(...(await Promise.all(Array.from({ length: 10 }, () => shop.add({ stock: 10 })))));
    }
    const items = products.map(({ id }) => ({ productId: id, quantity: 1 }));
    const [one, two] = [uuid(), uuid()];
    const [{ body }] = await Promise.all([
      shop.reserve(one, items).expect(201),
      shop.reserve(two, items.toReversed()).expect(201),
    ]);
    const order = anOrder({ id: one, items: body.items, status: 'paid', version: 2 });
    await shop.deliver('shop.order.paid.v1', order);
    for (const { id } of products.slice(0, 5)) {
      expect(await shop.stockOf(id)).toEqual({ left: 8, held: 1, sold: 1 });
    }
  }, 30_000);

  it('refuses what is not in the catalogue, what is repeated and what mixes currencies', async () => {
    const lamp = await shop.add();
    const dollars = await shop.add({ price: { amount: 500, currency: 'USD' } });
    const line = (productId: string) => ({ productId, quantity: 1 });
    const unknown = await shop.reserve(uuid(), [line(uuid()), line(lamp.id)]).expect(422);
    expect(unknown.body).toMatchObject({
      code: 'validation',
      errors: [{ pointer: '/items/0/productId', message: 'is not a product of the catalogue' }],
    });
    await shop.reserve(uuid(), [line(lamp.id), line(lamp.id)]).expect(422);
    await shop.reserve(uuid(), [line(lamp.id), line(dollars.id)]).expect(422);
    await shop.reserve(uuid(), []).expect(422);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 12, held: 0, sold: 0 });
  });

  it('is given back on request, once, and then cannot be had again', async () => {
    const lamp = await shop.add({ stock: 2 });
    const orderId = uuid();
    const items = [{ productId: lamp.id, quantity: 2 }];
    const release = () => shop.http().delete(`/internal/reservations/${orderId}`).set('authorization', shop.service);
    await release().expect(204);
    await shop.reserve(orderId, items).expect(201);
    await release().expect(204);
    await release().expect(204);
    expect(await shop.stockOf(lamp.id)).toEqual({ left: 2, held: 0, sold: 0 });
    await shop.reserve(orderId, items).expect(409);
  });

  it('is for services only', async () => {
    const body = { orderId: uuid(), items: [{ productId: uuid(), quantity: 1 }] };
    await shop.http().post('/internal/reservations').send(body).expect(401);
    await shop.http().post('/internal/reservations').set('authorization', shop.merchandiser).send(body).expect(403);
    await shop.http().delete('/internal/reservations/not-an-id').set('authorization', shop.service).expect(404);
  });
});
