import {
  apiKey as apiKeySchema,
  createdApiKey,
  importReport,
  listOf,
  type Product,
  product,
  stockAdjustment,
} from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import pLimit from 'p-limit';
import { ask } from '../system/api.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';
import { textsUpTo } from './fitting.js';
import { pagesOf } from './pages-of.js';

const limit = pLimit(4);
const each = <T, R>(values: readonly T[], run: (value: T, at: number) => Promise<R>): Promise<R[]> =>
  Promise.all(values.map((value, at) => limit(run, value, at)));

const names = textsUpTo(200);
const price = { amount: 100, currency: 'EUR' };

/** What the catalogue keeps: names, descriptions, reasons, names of keys. */
export function catalogueTexts(test: ShopTest): void {
  test('a product’s name and description come back as they were written, alone and in a list', async (shop) => {
    const as = shop.staff.merchandiser.token;
    const made = await each(names, async (name, at) => {
      const body = { sku: `H-${at}`, name, description: name, category: 'hostile', price };
      const answer = await ask(shop.url, 'POST /v1/products', { as, body });
      return answer.read(product);
    });
    expect(made.map(({ name }) => name)).toEqual(names);
    const alone = await each(made, async ({ id }) => (await ask(shop.url, `GET /v1/products/${id}`)).read(product));
    expect(alone.map(({ name, description }) => [name, description])).toEqual(names.map((name) => [name, name]));
    expect(byId(await listed(shop, 'hostile'))).toEqual(byId(alone));
  });

  test('a product is changed to a text as it is written, and found by it', async (shop) => {
    const as = shop.staff.merchandiser.token;
    const { id } = await shop.newProduct();
    const what = `PATCH /v1/products/${id}`;
    for (const text of names.filter((_, at) => at % 7 === 0)) {
      const etag = (await ask(shop.url, `GET /v1/products/${id}`)).headers.get('etag') ?? '';
      const answer = await ask(shop.url, what, {
        as,
        headers: { 'if-match': etag },
        body: { name: text, description: text },
      });
      expect(answer.read(product)).toMatchObject({ name: text, description: text });
    }
  });

  test('any text can be searched for, and what has letters finds the product that is called so', async (shop) => {
    const found = await each(names, async (name) => {
      const query = new URLSearchParams({ q: name, category: 'hostile', limit: '100' });
      const { items, nextCursor } = (await ask(shop.url, `GET /v1/products?${query}`)).read(listOf(product));
      return nextCursor !== null || items.some((item) => item.name === name);
    });
    expect(names.filter((name, at) => /[\p{L}\p{N}]/u.test(name) && found[at] !== true)).toEqual([]);
  });

  test('an imported file keeps texts as they are written between quotes', async (shop) => {
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const rows = names.map((name, at) => `C-${at},${quoted(name)},${quoted(name)},hostile-csv,1.00,EUR,1`);
    const file = `sku,name,description,category,price,currency,stock\r\n${rows.join('\r\n')}\r\n`;
    const as = shop.staff.merchandiser.token;
    const headers = { 'content-type': 'text/csv' };
    // Rows that the store did not answer for are reported; the file is sent again, and its other rows change nothing.
    await eventually(async () => {
      const answer = await ask(shop.url, 'POST /v1/products/imports', { as, body: file, headers });
      const { rows, created, updated, errors } = answer.read(importReport);
      expect({ rows, done: created + updated, errors }).toEqual({ rows: names.length, done: names.length, errors: [] });
    }, 60_000);
    const bySku = new Map((await listed(shop, 'hostile-csv')).map((one) => [one.sku, one]));
    const kept = names.map((_, at) => bySku.get(`C-${at}`));
    expect(kept.map((one) => [one?.name, one?.description])).toEqual(names.map((name) => [name, name]));
  });

  test('an imported row that no field takes is refused by the field’s name, and the rows around it are not', async (shop) => {
    const cells: [string, string][] = [
      ['R-0,fine,,tests', ''],
      ['R-1,a\0b,,tests', 'name'],
      ['R-2,fine,a\0b,tests', 'description'],
      [`R-3,${'💡'.repeat(201)},,tests`, 'name'],
      [`R-4,fine,${'x'.repeat(5001)},tests`, 'description'],
      ['=1+1,fine,,tests', 'sku'],
      ['R-6,fine,,Tests', 'category'],
      ['R-7,"",,tests', 'name'],
      [`R-8,${'💡'.repeat(200)},${'x'.repeat(5000)},tests`, ''],
    ];
    const file = ['sku,name,description,category,price,currency,stock', ...cells.map(([row]) => `${row},1.00,EUR,1`)];
    const answer = await ask(shop.url, 'POST /v1/products/imports', {
      as: shop.staff.merchandiser.token,
      body: file.join('\n'),
      headers: { 'content-type': 'text/csv' },
    });
    const { created, errors } = answer.read(importReport);
    expect(created).toBe(2);
    expect(errors.map(({ row, field }) => [row, field])).toEqual(
      cells.flatMap(([, field], at) => (field === '' ? [] : [[at + 1, field]])),
    );
  });

  test('the reason of a stock adjustment comes back as it was written', async (shop) => {
    const as = shop.staff.merchandiser.token;
    const items = await Promise.all(Array.from({ length: 12 }, () => shop.newProduct()));
    const made = await each(names, async (reason, at) => {
      const what = `POST /v1/products/${items[at % items.length]?.id}/stock-adjustments`;
      return (await ask(shop.url, what, { as, body: { delta: 1, reason } })).read(stockAdjustment);
    });
    expect(made.map(({ reason }) => reason)).toEqual(names);
  });

  test('an API key is called as it was, when it is made and in the list', async (shop) => {
    const as = shop.staff.admin.token;
    const called = textsUpTo(100);
    const made = await each(called, async (name) => {
      const body = { name, scopes: ['orders:read'] };
      return (await ask(shop.url, 'POST /v1/api-keys', { as, body })).read(createdApiKey);
    });
    expect(made.map(({ name }) => name)).toEqual(called);
    const names = new Map((await pagesOf(shop, '/v1/api-keys?', apiKeySchema, as)).map((one) => [one.id, one.name]));
    expect(made.map(({ id }) => names.get(id))).toEqual(called);
    await each(made, ({ id }) => ask(shop.url, `DELETE /v1/api-keys/${id}`, { as }));
  });
}

const byId = (products: readonly Product[]): Product[] => products.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const listed = (shop: Shop, category: string) => pagesOf(shop, `/v1/products?category=${category}&`, product);
