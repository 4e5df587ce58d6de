import * as z from 'zod';
import * as model from './index.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const price = { amount: 1299, currency: 'EUR' };

/** A value of every schema of a body, in which each field is there. */
const bodies: [string, z.ZodType, Record<string, unknown>][] = [
  ['registration', model.registration, { email: 'ann@example.com', password: 'twelve chars', name: 'Ann' }],
  ['login', model.login, { email: 'ann@example.com', password: 'x' }],
  ['refresh', model.refresh, { refreshToken: 'rt_1' }],
  ['passwordChange', model.passwordChange, { current: 'x', next: 'twelve chars' }],
  ['serviceTokenRequest', model.serviceTokenRequest, { grantType: 'client_credentials', audience: 'order-service' }],
  [
    'newProduct',
    model.newProduct,
    { sku: 'LAMP-01', name: 'Lamp', description: '', category: 'lighting', price, stock: 1 },
  ],
  ['productChange', model.productChange, { name: 'Lamp', description: 'x', category: 'lighting', price }],
  ['newStockAdjustment', model.newStockAdjustment, { delta: -3, reason: 'damaged' }],
  ['newImage', model.newImage, { contentType: 'image/png', size: 1 }],
  [
    'newOrder',
    model.newOrder,
    {
      items: [{ productId: id, quantity: 2 }],
      paymentMethod: 'pm_card_visa',
      expectedTotal: price,
      shippingAddress: {
        name: 'Ann',
        line1: '1 Quay',
        line2: 'x',
        city: 'Cork',
        postalCode: 'T12',
        region: 'x',
        country: 'IE',
      },
    },
  ],
  ['cartQuantity', model.cartQuantity, { quantity: 1 }],
  ['cancellationRequest', model.cancellationRequest, { reason: 'x' }],
  ['fulfilmentRequest', model.fulfilmentRequest, {}],
  ['newRefund', model.newRefund, { amount: price, reason: 'damaged' }],
  ['resolution', model.resolution, { outcome: 'captured', note: 'x' }],
  ['reservationRequest', model.reservationRequest, { orderId: id, items: [{ productId: id, quantity: 2 }] }],
];

type Path = (string | number)[];

/** The places in a value that `wanted` accepts. */
function placesOf(value: unknown, wanted: (at: unknown) => boolean, path: Path = []): Path[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member]) =>
          placesOf(member, wanted, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return wanted(value) ? [path, ...inside] : inside;
}

/** The value as JSON brings it, with something else in one place. */
function having(value: unknown, [step, ...rest]: Path, change: (at: unknown) => string): string {
  if (step === undefined) return change(value);
  const members = Object.entries(value as object); // the path leads through it
  const written = members.map(([key, member]) => {
    const text = key === String(step) ? having(member, rest, change) : JSON.stringify(member);
    return Array.isArray(value) ? text : `${JSON.stringify(key)}:${text}`;
  });
  return Array.isArray(value) ? `[${written}]` : `{${written}}`;
}

const faultsOf = (schema: z.ZodType, json: string) => schema.safeParse(JSON.parse(json)).error?.issues ?? [];
/** A place can break two rules that say the same. */
const pathsOf = (schema: z.ZodType, json: string) =>
  [...new Set(faultsOf(schema, json).map(({ path }) => JSON.stringify(path)))].map((path) => JSON.parse(path));

describe.each(bodies)('%s', (_name, schema, sample) => {
  it('takes the sample that is changed below', () => {
    expect(faultsOf(schema, JSON.stringify(sample))).toEqual([]);
  });

  it('refuses NUL, lone surrogates and endless text in every field', () => {
    for (const path of placesOf(sample, (at) => typeof at === 'string')) {
      for (const tail of ['\\u0000', '\\ud800', '\\udc00', 'x'.repeat(6000)]) {
        const json = having(sample, path, (at) => `"${at}${tail}"`);
        expect([path, tail.slice(0, 6), pathsOf(schema, json)]).toEqual([path, tail.slice(0, 6), [path]]);
      }
    }
  });

  it('refuses numbers that are no whole numbers or too large, and whatever else is no number', () => {
    for (const path of placesOf(sample, (at) => typeof at === 'number')) {
      for (const number of [
        '1e400',
        '-1e400',
        '1.5',
        '9007199254740993',
        '-9007199254740993',
        '"1"',
        'null',
        '[1]',
        'true',
      ]) {
        expect([
          path,
          number,
          pathsOf(
            schema,
            having(sample, path, () => number),
          ),
        ]).toEqual([path, number, [path]]);
      }
    }
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('refuses a field %s in every object', (name) => {
    for (const path of placesOf(sample, (at) => typeof at === 'object' && at !== null && !Array.isArray(at))) {
      const json = having(sample, path, (at) => {
        const object = JSON.stringify(at);
        return `${object === '{}' ? '{' : `${object.slice(0, -1)},`}"${name}":{"lit":true}}`;
      });
      expect(faultsOf(schema, json)).toMatchObject([{ code: 'unrecognized_keys', path, keys: [name] }]);
      expect('lit' in {}).toBe(false);
    }
  });

  it('is not given its fields by a prototype', () => {
    const inherited = JSON.parse(`{"__proto__":${JSON.stringify(sample)}}`);
    expect(schema.safeParse(inherited).success).toBe(false);
  });
});

describe('an e-mail address', () => {
  it.each([
    ['the Kelvin sign, which is a k in small', 'mi\u212ae@example.com'],
    ['full-width letters', '\uff41nn@example.com'],
    ['a dotless i', 'm\u0131ke@example.com'],
    ['another script', 'аnn@example.com'],
    ['a line break', 'ann@example.com\r\nbcc: bob@example.com'],
    ['two addresses', 'ann@example.com,bob@example.com'],
    ['a name', 'Ann <ann@example.com>'],
    ['NUL', 'ann\0@example.com'],
    ['a domain of another script', 'ann@exämple.com'],
  ])('is none with %s', (_what, address) => {
    expect(model.email.safeParse(address).success).toBe(false);
  });

  it('is one whatever its case', () => {
    expect(model.email.parse('Mike.O-Brien@Example.COM')).toBe('mike.o-brien@example.com');
  });
});

describe('a time in a query', () => {
  const query = (from: string) =>
    model.salesQuery.safeParse({ from, to: '2026-11-22T00:00:00Z' }).error?.issues.map(({ path }) => path);

  it('may have an offset and a fraction, but not without end', () => {
    expect(query('2026-11-21T00:00:00.123456789+05:30')).toBeUndefined();
    for (const rubbish of [`2026-11-21T00:00:00.${'1'.repeat(100)}Z`, '2026-02-30T00:00:00Z', '2026-11-21', '0', '']) {
      expect(query(rubbish)).toEqual([['from']]);
    }
  });
});
