import { eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { aLamp, type Catalogue, startCatalogue } from './catalogue.js';

describe('a product', () => {
  let shop: Catalogue;

  beforeAll(async () => {
    shop = await startCatalogue();
  });
  afterAll(() => shop.stop());

  const patch = (id: string, body: object, ifMatch?: string) => {
    const asked = shop.http().patch(`/v1/products/${id}`).set('authorization', shop.merchandiser);
    return (ifMatch === undefined ? asked : asked.set('if-match', ifMatch)).send(body);
  };
  const remove = (id: string, ifMatch?: string) => {
    const asked = shop.http().delete(`/v1/products/${id}`).set('authorization', shop.merchandiser);
    return ifMatch === undefined ? asked : asked.set('if-match', ifMatch);
  };
  const adjust = (id: string, body: object) =>
    shop.http().post(`/v1/products/${id}/stock-adjustments`).set('authorization', shop.merchandiser).send(body);
  const eventsAbout = (id: string) => shop.published.filter(({ subject }) => subject === id);

  it('is what was added, where the answer says', async () => {
    const given = aLamp();
    const answer = await shop
      .http()
      .post('/v1/products')
      .set('authorization', shop.merchandiser)
      .send(given)
      .expect(201);
    const { stock, ...rest } = given;
    expect(answer.body).toEqual({
      ...rest,
      id: expect.any(String),
      available: stock,
      images: [],
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      updatedAt: answer.body.createdAt,
    });
    expect(answer.headers.location).toBe(`/v1/products/${answer.body.id}`);
    expect(answer.headers.etag).toBe('"p1.s1"');
    const read = await shop.get(answer.body.id).expect(200);
    expect(read.body).toEqual(answer.body);
    expect(read.headers.etag).toBe('"p1.s1"');
  });

  it('tells others when it is created, changed, counted and deleted', async () => {
    const { id, etag } = await shop.add({ stock: 3 });
    await adjust(id, { delta: 2, reason: 'found' }).expect(201);
    await patch(id, { name: 'Pier lamp' }, etag).expect(200);
    await remove(id, '"p2.s2"').expect(204);
    await eventually(() => expect(eventsAbout(id)).toHaveLength(5));
    expect(eventsAbout(id).map(({ id: eventId }) => eventId)).toEqual(
      expect.arrayContaining([
        `product/${id}/1/shop.product.created.v1`,
        `stock/${id}/1/shop.product.stock_changed.v1`,
        `stock/${id}/2/shop.product.stock_changed.v1`,
        `product/${id}/2/shop.product.updated.v1`,
        `product/${id}/3/shop.product.deleted.v1`,
      ]),
    );
  });

  it('has a sku of its own, until it is deleted', async () => {
    const { sku, id, etag } = await shop.add();
    const again = () =>
      shop
        .http()
        .post('/v1/products')
        .set('authorization', shop.merchandiser)
        .send({ ...aLamp(), sku });
    const taken = await again().expect(409);
    expect(taken.body.code).toBe('already-exists');
    await remove(id, etag).expect(204);
    await again().expect(201);
  });

  it('is added once when ten merchandisers add the same sku at once', async () => {
    const body = aLamp();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        shop.http().post('/v1/products').set('authorization', shop.merchandiser).send(body),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });

  it('is added by merchandisers only, and only when every field is right', async () => {
    const post = (body: object, who = shop.merchandiser) =>
      shop.http().post('/v1/products').set('authorization', who).send(body);
    await shop.http().post('/v1/products').send(aLamp()).expect(401);
    await post(aLamp(), shop.customer).expect(403);
    const { body } = await post({ ...aLamp(), price: { amount: 0, currency: 'eur' }, stock: -1 }).expect(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/price/amount',
      '/price/currency',
      '/stock',
    ]);
    expect((await post({ ...aLamp(), colour: 'red' }).expect(422)).body.code).toBe('unknown-field');
    await shop
      .http()
      .post('/v1/products')
      .set('authorization', shop.merchandiser)
      .set('content-type', 'text/csv')
      .send('sku')
      .expect(415);
  });

  it('is not sent again to who has it, by weak comparison', async () => {
    const { id, etag } = await shop.add();
    const known = (tags: string) => shop.get(id).set('if-none-match', tags);
    for (const tags of [etag, `W/${etag}`, `"other", W/${etag}`, '*']) {
      const answer = await known(tags).expect(304);
      expect(answer.headers.etag).toBe(etag);
      expect(answer.text).toBe('');
    }
    await known('"p9.s9"').expect(200);
  });

  it('has an entity tag that follows its sales, which do not disturb editing', async () => {
    const { id, etag } = await shop.add();
    await shop.reserve(uuid(), [{ productId: id, quantity: 1 }]).expect(201);
    const sold = await shop.get(id).set('if-none-match', etag).expect(200);
    expect(sold.headers.etag).toBe('"p1.s2"');
    const changed = await patch(id, { name: 'Pier lamp' }, etag).expect(200);
    expect(changed.headers.etag).toBe('"p2.s2"');
    expect(changed.body).toMatchObject({ name: 'Pier lamp', available: 11 });
  });

  it('is changed and deleted only by who has read it', async () => {
    const { id, etag } = await shop.add();
    expect((await patch(id, { name: 'x' }).expect(428)).body.code).toBe('precondition-required');
    expect((await patch(id, { name: 'x' }, '"p2.s1"').expect(412)).body.code).toBe('precondition-failed');
    await patch(id, { name: 'x' }, `W/${etag}`).expect(412);
    await patch(id, { name: 'x' }, 'rubbish').expect(412);
    await patch(id, { name: 'Pier lamp' }, `"p7.s1", ${etag}`).expect(200);
    await patch(id, { name: 'Quay lamp' }, etag).expect(412);
    await remove(id).expect(428);
    await remove(id, etag).expect(412);
    await remove(id, '*').expect(204);
  });

  it('stays as it is, version and all, when a change changes nothing', async () => {
    const { id, etag } = await shop.add();
    const same = await patch(id, { name: 'Harbour lamp' }, etag).expect(200);
    expect(same.headers.etag).toBe(etag);
    await patch(id, {}, etag).expect(200);
  });

  it('may change every word it is found by in one transaction', async () => {
    const words = (prefix: string) => Array.from({ length: 60 }, (_, n) => `${prefix}${n}`).join(' ');
    const { id, etag } = await shop.add({ description: words('old') });
    const change = { name: 'Pier light', description: words('new'), category: 'outdoors' };
    await patch(id, change, etag).expect(200);
    const found = async (q: string) =>
      (await shop.http().get('/v1/products').query({ q }).expect(200)).body.items.length;
    expect(await found('pier new7')).toBe(1);
    expect(await found('old7')).toBe(0);
  });

  it('keeps one of two changes made at once', async () => {
    const { id, etag } = await shop.add();
    const answers = await Promise.all(['Pier lamp', 'Quay lamp'].map((name) => patch(id, { name }, etag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('is gone once deleted', async () => {
    const { id, etag } = await shop.add();
    await remove(id, etag).expect(204);
    await shop.get(id).expect(404);
    await patch(id, { name: 'x' }, '*').expect(404);
    await remove(id, '*').expect(404);
    await adjust(id, { delta: 1, reason: 'found' }).expect(404);
  });

  it.each([['not-an-id'], ['019AA000-0000-7000-8000-000000000001'], [uuid()]])('is not found as %s', async (id) => {
    const { body } = await shop.get(id).expect(404);
    expect(body.code).toBe('not-found');
    await patch(id, { name: 'x' }, '*').expect(404);
  });

  it('is looked for before its precondition when the id is none', async () => {
    await remove('not-an-id').expect(404);
    await patch('not-an-id', { unheardOf: true }, '*').expect(404);
    await adjust('not-an-id', {}).expect(404);
    await shop
      .http()
      .head(`/v1/products/${(await shop.add()).id}`)
      .expect(200);
  });

  it('can be recounted, never below nothing', async () => {
    const { id } = await shop.add({ stock: 5 });
    const { body } = await adjust(id, { delta: -3, reason: 'damaged' }).expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      delta: -3,
      reason: 'damaged',
      available: 2,
      createdAt: expect.any(String),
    });
    const refused = await adjust(id, { delta: -3, reason: 'damaged' }).expect(409);
    expect(refused.body).toMatchObject({ code: 'out-of-stock', items: [{ productId: id, available: 2 }] });
    await adjust(id, { delta: 0, reason: 'nothing' }).expect(422);
    expect(await shop.stockOf(id)).toEqual({ left: 2, held: 0, sold: 0 });
  });

  it('keeps its books right while it is recounted and sold at once', async () => {
    const { id } = await shop.add({ stock: 100 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0
          ? adjust(id, { delta: 1, reason: 'found' })
          : shop.reserve(uuid(), [{ productId: id, quantity: 1 }]),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(await shop.stockOf(id)).toEqual({ left: 100, held: 10, sold: 0 });
  });
});
