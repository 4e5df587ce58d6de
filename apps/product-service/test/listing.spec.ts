import type { Product } from '@causeway/data-model';
import { type Catalogue, startCatalogue } from './catalogue.js';

const categories = ['lighting', 'tables', 'garden-tools'];
const adjectives = ['Harbour', 'Pier', 'Quay', 'Éclair', 'lantern'];
const nouns = ['lamp', 'table', 'spade', 'chair'];

/** 220 products, some of each kind; every seventh out of stock, every fifth described as brass. */
const catalogueOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    sku: `SKU-${String(n).padStart(4, '0')}`,
    name: `${adjectives[n % adjectives.length]} ${nouns[n % nouns.length]} ${n % 11}`,
    description: n % 5 === 0 ? 'Made of brass, by hand.' : '',
    category: categories[n % categories.length] ?? '',
    price: { amount: 100 + ((n * 37) % 50) * 10, currency: 'EUR' },
    stock: n % 7 === 0 ? 0 : n,
  }));

const fold = (name: string) => name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
const ascending = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
const orders: Record<string, (a: Product, b: Product) => number> = {
  name: (a, b) => ascending(fold(a.name), fold(b.name)) || ascending(a.id, b.id),
  price: (a, b) => ascending(a.price.amount, b.price.amount) || ascending(a.id, b.id),
  '-price': (a, b) => ascending(b.price.amount, a.price.amount) || ascending(b.id, a.id),
  '-createdAt': (a, b) => ascending(b.createdAt, a.createdAt) || ascending(b.id, a.id),
};

describe('the list of products', () => {
  let shop: Catalogue;
  let all: Product[];

  beforeAll(async () => {
    shop = await startCatalogue();
    all = [];
    const waiting = catalogueOf(220).values();
    const work = async () => {
      for (const product of waiting) {
        const { etag: _, ...added } = await shop.add(product);
        all.push(added);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
  }, 60_000);
  afterAll(() => shop.stop());

  const list = (query: Record<string, string | number>) => shop.http().get('/v1/products').query(query);

  const walk = async (query: Record<string, string | number>) => {
    const items: Product[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { body } = await list(cursor === undefined ? query : { ...query, cursor }).expect(200);
      items.push(...body.items);
      sizes.push(body.items.length);
      cursor = body.nextCursor;
    }
    return { items, sizes };
  };

  const filters: { query: Record<string, string | number>; matches: (product: Product) => boolean }[] = [
    { query: {}, matches: () => true },
    { query: { category: 'tables' }, matches: ({ category }) => category === 'tables' },
    { query: { category: 'unheard-of' }, matches: () => false },
    { query: { q: 'LAMP' }, matches: ({ name }) => name.includes('lamp') },
    { query: { q: 'éclair' }, matches: ({ name }) => name.startsWith('Éclair') },
    { query: { q: 'pier table' }, matches: ({ name }) => name.startsWith('Pier table') },
    { query: { q: 'sku-0042' }, matches: ({ sku }) => sku === 'SKU-0042' },
    { query: { q: 'nowhere lamp' }, matches: () => false },
    { query: { q: '!?' }, matches: () => false },
    {
      query: { q: 'brass lamp', category: 'lighting' },
      matches: ({ name, description, category }) =>
        name.includes('lamp') && description !== '' && category === 'lighting',
    },
    { query: { inStock: 'true' }, matches: ({ available }) => available > 0 },
    { query: { inStock: 'false' }, matches: ({ available }) => available === 0 },
    {
      query: { minPrice: 200, maxPrice: 300 },
      matches: ({ price }) => price.amount >= 200 && price.amount <= 300,
    },
    { query: { minPrice: 590 }, matches: ({ price }) => price.amount >= 590 },
    { query: { maxPrice: 100, inStock: 'true' }, matches: (p) => p.price.amount <= 100 && p.available > 0 },
    { query: { minPrice: 300, maxPrice: 200 }, matches: () => false },
  ];

  for (const sort of Object.keys(orders)) {
    for (const { query, matches } of filters) {
      it(`is complete and in order, sorted by ${sort} with ${JSON.stringify(query)}`, async () => {
        const expected = all.filter(matches).sort(orders[sort]);
        for (const limit of [7, 100]) {
          const { items, sizes } = await walk({ ...query, sort, limit });
          expect(items).toEqual(expected);
          expect(sizes).toEqual([
            ...Array(Math.max(0, Math.ceil(expected.length / limit) - 1)).fill(limit),
            expected.length - Math.max(0, Math.ceil(expected.length / limit) - 1) * limit,
          ]);
        }
      });
    }
  }

  it('has twenty products by name unless asked otherwise', async () => {
    const { body } = await list({}).expect(200);
    expect(body.items).toEqual([...all].sort(orders.name).slice(0, 20));
  });

  it('answers a cursor only to the search it was made for', async () => {
    const { body } = await list({ category: 'tables', limit: 5 }).expect(200);
    const cursor: string = body.nextCursor;
    await list({ category: 'tables', limit: 9, cursor }).expect(200);
    const [payload = '', signature = ''] = cursor.split('.');
    const moved = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('tables', 'lights'));
    for (const query of [
      { cursor },
      { category: 'lighting', cursor },
      { category: 'tables', sort: 'price', cursor },
      { category: 'tables', cursor: `${moved.toString('base64url')}.${signature}` },
      { category: 'tables', cursor: payload },
      { category: 'tables', cursor: 'rubbish' },
    ]) {
      const refused = await list(query).expect(400);
      expect(refused.body.code).toBe('bad-query');
    }
  });

  it.each([
    { sort: 'colour' },
    { limit: 0 },
    { limit: 101 },
    { minPrice: '-1' },
    { maxPrice: '1.5' },
    { inStock: 'maybe' },
    { category: 'No Such' },
    { colour: 'red' },
  ])('refuses the query %j', async (query) => {
    expect((await list(query as Record<string, string>).expect(400)).body.code).toBe('bad-query'); // one of the rows above
  });

  it('follows a product that changes its name, category and price, and forgets one that is deleted', async () => {
    const { id, etag } = await shop.add({ name: 'Zebra rug', description: 'striped', category: 'rugs' });
    const found = async (query: Record<string, string>) => {
      const { body } = await list(query).expect(200);
      return body.items.some((product: Product) => product.id === id);
    };
    expect(await found({ q: 'zebra striped' })).toBe(true);
    const changed = await shop
      .http()
      .patch(`/v1/products/${id}`)
      .set('authorization', shop.merchandiser)
      .set('if-match', etag)
      .send({ name: 'Tiger rug', category: 'carpets', price: { amount: 1, currency: 'EUR' } })
      .expect(200);
    expect(await found({ q: 'zebra' })).toBe(false);
    expect(await found({ category: 'rugs' })).toBe(false);
    expect(await found({ q: 'tiger striped', category: 'carpets', maxPrice: '1', sort: 'price' })).toBe(true);
    await shop
      .http()
      .delete(`/v1/products/${id}`)
      .set('authorization', shop.merchandiser)
      .set('if-match', String(changed.headers.etag))
      .expect(204);
    expect(await found({ q: 'tiger' })).toBe(false);
    expect(await found({ category: 'carpets' })).toBe(false);
  });

  it('has categories with names and numbers, which only change when products do', async () => {
    const { body, headers } = await shop.http().get('/v1/categories').expect(200);
    const countOf = (category: string) => all.filter((product) => product.category === category).length;
    expect(body).toEqual({
      items: [
        { id: 'garden-tools', name: 'Garden tools', products: countOf('garden-tools') },
        { id: 'lighting', name: 'Lighting', products: countOf('lighting') },
        { id: 'tables', name: 'Tables', products: countOf('tables') },
      ],
      nextCursor: null,
    });
    const etag = String(headers.etag);
    await shop.http().get('/v1/categories').set('if-none-match', etag).expect(304);
    const { id, etag: product } = await shop.add();
    await shop.http().get('/v1/categories').set('if-none-match', etag).expect(200);
    await shop
      .http()
      .delete(`/v1/products/${id}`)
      .set('authorization', shop.merchandiser)
      .set('if-match', product)
      .expect(204);
    await shop.http().get('/v1/categories').set('if-none-match', etag).expect(304);
  });

  it('has categories page by page', async () => {
    const categoriesOn = (query: object) => shop.http().get('/v1/categories').query(query);
    const { body: first } = await categoriesOn({ limit: 2 }).expect(200);
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['garden-tools', 'lighting']);
    const { body: last } = await categoriesOn({ limit: 2, cursor: first.nextCursor }).expect(200);
    expect(last).toMatchObject({ items: [{ id: 'tables' }], nextCursor: null });
    for (const query of [{ limit: 0 }, { limit: 101 }, { cursor: 'rubbish' }, { sort: 'name' }]) {
      expect((await categoriesOn(query).expect(400)).body.code).toBe('bad-query');
    }
  });

  it('can be compared by who keeps a copy, page by page', async () => {
    const seen: { kind: string; id: string; version: number; hash: string; data: Product }[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const query = after === undefined ? { limit: 50 } : { limit: 50, after };
      const { body } = await shop.http().get('/internal/changes').query(query).set('authorization', shop.service);
      seen.push(...body.items);
      after = body.nextCursor;
    }
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
    expect(seen[0]).toMatchObject({ kind: 'product', version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(seen[0]?.data).toMatchObject({ id: seen[0]?.id, version: 1 });
    await shop.http().get('/internal/changes').expect(401);
  });

  it('can be compared from a time on, and product by product, the deleted ones too', async () => {
    const asked = async (query: Record<string, string>) => {
      const answer = await shop.http().get('/internal/changes').query(query).set('authorization', shop.service);
      expect(answer.status).toBe(200);
      return answer.body.items as { id: string; version: number; deleted?: boolean }[]; // as the test above found them
    };
    const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
    expect(await asked({ since: tomorrow })).toEqual([]);
    expect((await asked({ since: '2020-01-01T00:00:00.000Z', limit: '500' })).length).toBeGreaterThan(0);
    const gone = await shop.add();
    const deletion = shop.http().delete(`/v1/products/${gone.id}`).set('authorization', shop.merchandiser);
    await deletion.set('if-match', gone.etag).expect(204);
    const items = await asked({ ids: `${gone.id},${all[0]?.id}` });
    expect(items.map(({ id, deleted, version }) => [id, deleted ?? false, version]).sort()).toEqual(
      [
        [gone.id, true, 2],
        [all[0]?.id, false, 1],
      ].sort(),
    );
  });
});
