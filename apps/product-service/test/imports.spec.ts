import type { Product } from '@causeway/data-model';
import { type Catalogue, startCatalogue } from './catalogue.js';

const header = 'sku,name,description,category,price,currency,stock';

describe('an import of products', () => {
  let shop: Catalogue;

  beforeAll(async () => {
    shop = await startCatalogue();
  });
  afterAll(() => shop.stop());

  const send = (file: string | Buffer, type = 'text/csv') =>
    shop
      .http()
      .post('/v1/products/imports')
      .set('authorization', shop.merchandiser)
      .set('content-type', type)
      .send(file as string); // supertest sends buffers as they are
  const find = async (sku: string): Promise<Product> => {
    const { body } = await shop.http().get('/v1/products').query({ q: sku }).expect(200);
    return body.items.find((product: Product) => product.sku === sku);
  };

  it('creates, updates, and reports the rows that cannot be taken', async () => {
    const { sku } = await shop.add({ sku: 'OLD-1', stock: 4 });
    const file = [
      header,
      'NEW-1,"Lamp, brass",By hand,lighting,12.99,EUR,7',
      `${sku},Better lamp,,lighting,13.50,EUR,99`,
      'NEW-2,Table,,tables,12.999,EUR,1',
      'NEW-3,"Broken quote"x,,tables,1.00,EUR,1',
      'NEW-4,Chair,,Chairs!,1.00,EUR,1',
      'NEW-5,Rug,,rugs,5,JPY,',
      'NEW-1,Lamp of brass,By hand,lighting,12.49,EUR,7',
    ].join('\r\n');
    const { body } = await send(file).expect(200);
    expect(body).toEqual({
      rows: 7,
      created: 2,
      updated: 2,
      failed: 3,
      errors: [
        { row: 3, field: 'price', message: 'at most 2 decimals' },
        { row: 4, field: 'row', message: expect.stringContaining('quote') },
        { row: 5, field: 'category', message: expect.any(String) },
      ],
    });
    expect(await find('NEW-1')).toMatchObject({ name: 'Lamp of brass', price: { amount: 1249 }, available: 7 });
    expect(await find('OLD-1')).toMatchObject({ name: 'Better lamp', price: { amount: 1350 }, available: 4 });
    expect(await find('NEW-5')).toMatchObject({ price: { amount: 5, currency: 'JPY' }, available: 0 });
    expect(await find('NEW-2')).toBeUndefined();
  });

  it('changes nothing when it is sent again', async () => {
    const file = `${header}\nSAME-1,Lamp,,lighting,1.00,EUR,3\n`;
    expect((await send(file).expect(200)).body).toMatchObject({ rows: 1, created: 1, updated: 0 });
    const before = await find('SAME-1');
    expect((await send(file).expect(200)).body).toMatchObject({ rows: 1, created: 0, updated: 1 });
    expect(await find('SAME-1')).toEqual(before);
  });

  it('takes a byte order mark, and a file without rows', async () => {
    const { body } = await send(`\uFEFF${header}\n`).expect(200);
    expect(body).toEqual({ rows: 0, created: 0, updated: 0, failed: 0, errors: [] });
  });

  it.each([[''], ['sku,name\nA,B'], [header.replace('stock', 'count')]])('refuses the header of %j', async (file) => {
    expect((await send(file).expect(422)).body.code).toBe('validation');
  });

  it('refuses what is not UTF-8, not CSV, too long or too large', async () => {
    await send(Buffer.from([...Buffer.from(`${header}\n`), 0xff, 0xfe])).expect(422);
    await send('{}', 'application/json').expect(415);
    await send('no JSON', 'application/json').expect(415);
    await send(`${header}\n${'x,y\n'.repeat(10_001)}`).expect(413);
    await send(Buffer.alloc(5 * 1024 * 1024 + 1, 'x')).expect(413);
    await shop
      .http()
      .post('/v1/products/imports')
      .set('authorization', shop.customer)
      .set('content-type', 'text/csv')
      .send(header)
      .expect(403);
  });

  it('answers in time and says which rows it did not reach', async () => {
    const hurried = await startCatalogue({ IMPORT_BUDGET_MS: '1' }, shop.engine);
    const rows = Array.from({ length: 200 }, (_, n) => `HURRY-${n},Lamp ${n},,lighting,1.00,EUR,1`);
    const { body } = await hurried
      .http()
      .post('/v1/products/imports')
      .set('authorization', hurried.merchandiser)
      .set('content-type', 'text/csv')
      .send([header, ...rows].join('\n'))
      .expect(200);
    await hurried.stop();
    expect(body.failed).toBeGreaterThan(0);
    expect(body.created + body.failed).toBe(200);
    expect(body.errors[0]).toMatchObject({ field: 'row', message: 'was not reached in time; send it again' });
  });

  it('counts each category right however many rows are written at once', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, n) => `BULK-${n},Bulk lamp ${n},,bulk,1.${String(n % 100).padStart(2, '0')},EUR,1`,
    );
    const { body } = await send([header, ...rows].join('\n')).expect(200);
    expect(body.created + body.failed).toBe(300);
    const { body: categories } = await shop.http().get('/v1/categories').expect(200);
    expect(categories.items).toContainEqual({ id: 'bulk', name: 'Bulk', products: body.created });
  });
});
