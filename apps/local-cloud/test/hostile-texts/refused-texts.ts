import { problem } from '@causeway/data-model';
import { ask } from '../system/api.js';
import { aCustomer } from '../system/people.js';
import { orderOf, type Shop } from '../system/shop.js';
import { onlyOnServers, type ShopTest } from '../system/shop-test.js';
import { refusedTexts } from './hostile-texts.js';

/** A body of a request that is right, and its text fields: where each is, and how many code points it takes. */
type Written = {
  what: string;
  as: string;
  body: Record<string, unknown>;
  fields: [string, number][];
  headers?: Record<string, string>;
};

/** Every route that keeps a text. */
async function everyText(shop: Shop): Promise<Written[]> {
  const { merchandiser, support, admin } = shop.staff;
  const customer = await aCustomer(shop.url);
  const item = await shop.newProduct();
  const placed = await shop.untilStatus(customer, await shop.place(customer, item), 'paid');
  const { id: paymentId } = await shop.paymentOf(customer, placed);
  const address = { name: 'Ann', line1: '1', line2: 'x', city: 'Cork', postalCode: 'T12', region: 'x', country: 'IE' };
  const price = { amount: 1, currency: 'EUR' };
  const etag = (await ask(shop.url, `GET /v1/products/${item.id}`)).headers.get('etag') ?? '';
  return [
    {
      what: 'POST /v1/auth/register',
      as: '',
      body: { email: 'refused@system.example', password: 'causeway-demo-1', name: 'Ann' },
      fields: [
        ['/name', 100],
        ['/password', 128],
      ],
    },
    {
      what: 'POST /v1/products',
      as: merchandiser.token,
      body: { sku: 'REFUSED-1', name: 'x', description: 'x', category: 'tests', price },
      fields: [
        ['/name', 200],
        ['/description', 5000],
        ['/sku', 64],
        ['/category', 50],
      ],
    },
    {
      what: `PATCH /v1/products/${item.id}`,
      as: merchandiser.token,
      body: { name: 'x', description: 'x', category: 'tests' },
      headers: { 'if-match': etag },
      fields: [
        ['/name', 200],
        ['/description', 5000],
        ['/category', 50],
      ],
    },
    {
      what: `POST /v1/products/${item.id}/stock-adjustments`,
      as: merchandiser.token,
      body: { delta: 1, reason: 'x' },
      fields: [['/reason', 200]],
    },
    {
      what: 'POST /v1/api-keys',
      as: admin.token,
      body: { name: 'x', scopes: ['orders:read'] },
      fields: [['/name', 100]],
    },
    {
      what: 'POST /v1/orders',
      as: customer.token,
      body: orderOf(item, { shippingAddress: address }),
      headers: { 'idempotency-key': 'refused' },
      fields: [
        ['/shippingAddress/name', 100],
        ['/shippingAddress/line1', 200],
        ['/shippingAddress/line2', 200],
        ['/shippingAddress/city', 100],
        ['/shippingAddress/postalCode', 20],
        ['/shippingAddress/region', 100],
        ['/shippingAddress/country', 2],
        ['/paymentMethod', 63],
      ],
    },
    {
      what: `POST /v1/orders/${placed.id}/cancellation`,
      as: customer.token,
      body: { reason: 'x' },
      fields: [['/reason', 200]],
    },
    {
      what: `POST /v1/payments/${paymentId}/refunds`,
      as: support.token,
      body: { reason: 'x', amount: price },
      headers: { 'idempotency-key': 'refused' },
      fields: [['/reason', 200]],
    },
    {
      what: `POST /v1/payments/${paymentId}/resolution`,
      as: support.token,
      body: { outcome: 'captured', note: 'x' },
      fields: [['/note', 500]],
    },
  ];
}

const having = (body: Record<string, unknown>, pointer: string, text: string): Record<string, unknown> => {
  const [, name = '', ...rest] = pointer.split('/');
  if (rest.length === 0) return { ...body, [name]: text };
  return { ...body, [name]: having(body[name] as Record<string, unknown>, `/${rest.join('/')}`, text) }; // pointers lead through objects
};

/** What no text field takes is refused by the field's name, in everything that keeps a text. */
export function refusedInFields(test: ShopTest): void {
  test('NUL, half a surrogate pair, nothing at all and one character too many are refused by the field’s name', async (shop) => {
    for (const { what, as, body, headers = {}, fields } of await everyText(shop)) {
      for (const [pointer, most] of fields) {
        for (const text of [
          ...refusedTexts,
          'x'.repeat(most + 1),
          '💡'.repeat(most + 1),
          `\ufeff${'x'.repeat(most)}`,
        ]) {
          const answer = await ask(shop.url, what, {
            ...(as === '' ? {} : { as }),
            headers,
            body: having(body, pointer, text),
          });
          const told = answer.read(problem);
          const named = told.errors?.map((one) => one.pointer);
          expect([what, pointer, text.slice(0, 9), answer.status, named]).toEqual([
            what,
            pointer,
            text.slice(0, 9),
            422,
            [pointer],
          ]);
        }
      }
    }
  });

  onlyOnServers(test, 'API Gateway decodes the query')(
    'a query with NUL or half a surrogate pair is refused by the parameter’s name',
    async (shop) => {
      for (const coded of ['%00', 'a%00b', '%ed%a0%80', '%ff', 'x'.repeat(201)]) {
        const answer = await ask(shop.url, `GET /v1/products?q=${coded}`);
        expect([coded, answer.status, answer.read(problem).errors?.[0]?.pointer]).toEqual([coded, 400, '/q']);
      }
    },
  );

  test('an Idempotency-Key is printable ASCII, and two that differ in one letter’s case are two', async (shop) => {
    const customer = await aCustomer(shop.url);
    const item = await shop.newProduct({ stock: 100 });
    const ids = new Set<string>();
    const keys = [
      'a',
      'A',
      `!"#$%&'()*+-./:;<=>?@[\\]^_{|}~`,
      'x'.repeat(255),
      '__proto__',
      "' OR 1=1 --",
      '{{7*7}}',
      '../../x',
      '0',
      'null',
    ];
    for (const key of keys) {
      const [first, again] = [
        await shop.send(customer, orderOf(item), key),
        await shop.send(customer, orderOf(item), key),
      ];
      expect([key, first.status, again.status, again.text]).toEqual([key, 201, 201, first.text]);
      ids.add(JSON.parse(first.text).id);
    }
    expect(ids.size).toBe(keys.length);
    for (const key of ['é', 'a\tb', '', 'x'.repeat(256), '\xa0']) {
      const answer = await shop.send(customer, orderOf(item), key);
      expect([key, answer.status, answer.read(problem).code]).toEqual([key, 400, 'idempotency-key-invalid']);
    }
  });
}
