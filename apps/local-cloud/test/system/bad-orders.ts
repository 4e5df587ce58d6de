import { randomUUID } from 'node:crypto';
import { order, problem } from '@causeway/data-model';
import * as z from 'zod';
import { ask, codeOf } from './api.js';
import { aCustomer, customers, type Person } from './people.js';
import { orderOf, type Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

type Line = { productId: string; quantity: unknown };

/** What is wrong with it, the body, the problem, and the field that it names. */
const faults = (line: Line): [string, unknown, string, string?][] => {
  const good = orderOf({ id: line.productId });
  const quantity = (value: unknown) => ({ ...good, items: [{ ...line, quantity: value }] });
  const rule = '422 validation';
  const unknown = { ...line, productId: '019aa000-0000-7000-8000-00000000dead' };
  return [
    ['broken JSON', '{"items":[', '400 malformed-json'],
    ['no body', '', '400 malformed-json'],
    ['a prototype', JSON.stringify(good).replace('{', '{"__proto__":{"a":1},'), '422 unknown-field', '/__proto__'],
    ['a list', [], rule, ''],
    ['null', 'null', rule, ''],
    ['an unknown field', { ...good, coupon: 'X' }, '422 unknown-field', '/coupon'],
    ['an unknown field of a line', { ...good, items: [{ ...line, price: 1 }] }, '422 unknown-field', '/items/0/price'],
    ['no items', { ...good, items: [] }, rule, '/items'],
    ['91 items', { ...good, items: manyItems(91) }, rule, '/items'],
    ['items that are none', { ...good, items: ['x'] }, rule, '/items/0'],
    ['quantity 0', quantity(0), rule, '/items/0/quantity'],
    ['a negative quantity', quantity(-1), rule, '/items/0/quantity'],
    ['a fractional quantity', quantity(1.5), rule, '/items/0/quantity'],
    ['a huge quantity', quantity(100_001), rule, '/items/0/quantity'],
    ['a quantity beyond numbers', JSON.stringify(quantity(7)).replace('7}', '1e999}'), rule, '/items/0/quantity'],
    ['a quantity in words', quantity('1'), rule, '/items/0/quantity'],
    ['the same product twice', { ...good, items: [line, line] }, rule, '/items/1/productId'],
    ['an unknown product', { ...good, items: [line, unknown] }, rule, '/items/1/productId'],
    ['an id that is none', { ...good, items: [{ ...line, productId: 'lamp' }] }, rule, '/items/0/productId'],
    ['no address', { ...good, shippingAddress: undefined }, rule, '/shippingAddress'],
    ['a country that is none', withAddress(good, { country: 'Ireland' }), rule, '/shippingAddress/country'],
    ['a NUL in a name', withAddress(good, { name: 'A\0B' }), rule, '/shippingAddress/name'],
    ['half a surrogate pair', withAddress(good, { name: 'A\ud800' }), rule, '/shippingAddress/name'],
    ['a payment method that is none', { ...good, paymentMethod: '4242424242424242' }, rule, '/paymentMethod'],
    [
      'an expected total that is fractional',
      { ...good, expectedTotal: { amount: 0.5, currency: 'EUR' } },
      rule,
      '/expectedTotal/amount',
    ],
    ['another total than expected', { ...good, expectedTotal: { amount: 999, currency: 'EUR' } }, '409 price-changed'],
  ];
};

const manyItems = (count: number) => Array.from({ length: count }, () => ({ productId: randomUUID(), quantity: 1 }));

const withAddress = (good: ReturnType<typeof orderOf>, changes: object) => ({
  ...good,
  shippingAddress: { ...good.shippingAddress, ...changes },
});

export function badOrders(test: ShopTest): void {
  test('whatever is wrong with an order is said, field by field, and nothing is changed by it', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 3 });
    for (const [what, body, code, pointer] of faults({ productId: product.id, quantity: 1 })) {
      const answer = await shop.send(customer, body);
      expect([what, codeOf(answer)]).toEqual([what, code]);
      const { errors } = answer.read(problem);
      if (pointer !== undefined) expect([what, errors?.map((one) => one.pointer)]).toEqual([what, [pointer]]);
    }
    expect(await shop.available(product)).toBe(3);
    expect(await ordersOf(shop, customer)).toEqual([]);
  });

  test('an order is in one currency', async (shop) => {
    const customer = await aCustomer(shop.url);
    const euro = await shop.newProduct();
    const dollar = await shop.newProduct({ price: { amount: 1, currency: 'USD' } });
    const items = [euro, dollar].map(({ id }) => ({ productId: id, quantity: 1 }));
    const answer = await shop.send(customer, { ...orderOf(euro), items });
    expect(codeOf(answer)).toBe('422 validation');
    expect(answer.read(problem).errors).toMatchObject([{ pointer: '/items/1/productId' }]);
    expect([await shop.available(euro), await shop.available(dollar)]).toEqual([5, 5]);
  });

  test('without a key, or with one that cannot be one, nothing is ordered', async (shop) => {
    const customer = await aCustomer(shop.url);
    const body = orderOf(await shop.newProduct());
    const place = (headers: Record<string, string>) =>
      ask(shop.url, 'POST /v1/orders', { as: customer.token, body, headers });
    expect(codeOf(await place({}))).toBe('400 idempotency-key-missing');
    for (const key of ['', 'x'.repeat(256), 'é', 'a\tb']) {
      expect([key, codeOf(await place({ 'idempotency-key': key }))]).toEqual([key, '400 idempotency-key-invalid']);
    }
    expect(await ordersOf(shop, customer)).toEqual([]);
  });

  test('a repeated request is answered as the first was, to the letter, also after the order has changed', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 2 });
    const first = await shop.send(customer, orderOf(product), 'key');
    await shop.untilStatus(customer, first.read(order), 'paid');
    const again = await shop.send(customer, JSON.stringify(orderOf(product), null, 2), 'key');
    expect([again.status, again.text]).toEqual([201, first.text]);
    for (const name of ['location', 'etag', 'content-type'])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(codeOf(await shop.send(customer, orderOf(product, { quantity: 2 }), 'key'))).toBe(
      '422 idempotency-key-reused',
    );
    expect(await shop.available(product)).toBe(1);
    // Another customer's key is another key.
    expect((await shop.send(await aCustomer(shop.url), orderOf(product), 'key')).status).toBe(201);
  });

  test('the same request sent five times at once is one order', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct();
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.send(customer, orderOf(product), 'key')));
    for (const answer of answers) {
      if (answer.status !== 201) expect(codeOf(answer)).toBe('409 idempotency-in-progress');
    }
    expect(await ordersOf(shop, customer)).toHaveLength(1);
    expect(await shop.available(product)).toBe(4);
  });

  test('a refused request leaves its key free for a better one', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 1 });
    const short = await shop.send(customer, orderOf(product, { quantity: 2 }), 'key');
    expect(codeOf(short)).toBe('409 out-of-stock');
    expect(JSON.parse(short.text)).toMatchObject({ items: [{ productId: product.id, available: 1 }] });
    expect((await shop.send(customer, orderOf(product), 'key')).status).toBe(201);
  });

  test("another's order does not exist: neither itself nor what belongs to it", async (shop) => {
    const [owner, stranger] = await twoCustomers(shop);
    const placed = await shop.place(owner, await shop.newProduct());
    await shop.untilStatus(owner, placed, 'paid');
    const { id: paymentId } = await shop.paymentOf(owner, placed);
    for (const path of ['', '/timeline', '/payment', '/events']) {
      expect(codeOf(await ask(shop.url, `GET /v1/orders/${placed.id}${path}`, { as: stranger.token }))).toBe(
        '404 not-found',
      );
      if (path !== '/events')
        expect(
          (await ask(shop.url, `GET /v1/orders/${placed.id}${path}`, { as: shop.staff.support.token })).status,
        ).toBe(200);
    }
    expect(codeOf(await ask(shop.url, `GET /v1/payments/${paymentId}`, { as: stranger.token }))).toBe('404 not-found');
    expect(codeOf(await shop.cancel(stranger, placed))).toBe('404 not-found');
    expect(codeOf(await ask(shop.url, 'GET /v1/orders/lamp', { as: owner.token }))).toBe('404 not-found');
    expect((await shop.read(owner, placed.id)).status).toBe('paid');
  });

  test('of 100 who want the last piece at once one gets it, and 99 are told that none is left', async (shop) => {
    const product = await shop.newProduct({ stock: 1 });
    const buyers = await customers(shop.url, 10);
    const sendings = buyers.flatMap((buyer) => Array.from({ length: 10 }, () => shop.send(buyer, orderOf(product))));
    const answers = await Promise.all(sendings);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(codeOf))).toEqual(new Set(['409 out-of-stock']));
    for (const { text } of refused) expect(JSON.parse(text).items).toEqual([{ productId: product.id, available: 0 }]);
    expect(await shop.available(product)).toBe(0);
  });

  test('after all of this everything holds', (shop) => shop.everythingHolds());
}

const twoCustomers = (shop: Shop) => Promise.all([aCustomer(shop.url), aCustomer(shop.url)]);

async function ordersOf(shop: Shop, { token }: Person) {
  return (await ask(shop.url, 'GET /v1/orders', { as: token })).read(z.object({ items: z.array(order) })).items;
}
