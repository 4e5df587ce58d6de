import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Engine, localCredentials, startS3 } from '@causeway/engines';
import { type Catalogue, startCatalogue } from './catalogue.js';

describe('the pictures of a product', () => {
  let s3: Engine;
  let shop: Catalogue;

  beforeAll(async () => {
    s3 = await startS3();
    shop = await startCatalogue({ S3_ENDPOINT: s3.endpoint });
  });
  afterAll(async () => {
    await shop.stop();
    await s3.stop();
  });

  const ask = (id: string, body: object) =>
    shop.http().post(`/v1/products/${id}/images`).set('authorization', shop.merchandiser).send(body);
  const put = (url: string, type: string, body: string) =>
    fetch(url, { method: 'PUT', headers: { 'content-type': type }, body });

  it('are uploaded to a signed address and shown with the product', async () => {
    const { id } = await shop.add();
    const { body } = await ask(id, { contentType: 'image/png', size: 8 }).expect(201);
    expect(body).toEqual({
      uploadUrl: expect.stringContaining(`${s3.endpoint}/causeway-assets/products/${id}/1.png`),
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      expiresAt: expect.any(String),
      url: `/assets/products/${id}/1.png`,
    });
    expect((await put(body.uploadUrl, 'image/png', '12345678')).status).toBe(200);
    const client = new S3Client({
      endpoint: s3.endpoint,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: localCredentials,
    });
    const kept = await client.send(new GetObjectCommand({ Bucket: 'causeway-assets', Key: `products/${id}/1.png` }));
    expect(kept.ContentType).toBe('image/png');
    expect(await kept.Body?.transformToString()).toBe('12345678');
    client.destroy();

    await ask(id, { contentType: 'image/webp', size: 100 }).expect(201);
    const shown = await shop.get(id).expect(200);
    expect(shown.headers.etag).toBe('"p3.s1"');
    expect(shown.body.images).toEqual([
      { url: `/assets/products/${id}/1.png`, contentType: 'image/png' },
      { url: `/assets/products/${id}/2.webp`, contentType: 'image/webp' },
    ]);
  });

  it('are of the type and size that were signed', async () => {
    const { id } = await shop.add();
    const { body } = await ask(id, { contentType: 'image/jpeg', size: 8 }).expect(201);
    expect((await put(body.uploadUrl, 'text/html', '12345678')).status).toBe(403);
    expect((await put(body.uploadUrl, 'image/jpeg', '123456789')).status).toBe(403);
    expect((await put(body.uploadUrl.replace('1.jpg', '2.jpg'), 'image/jpeg', '12345678')).status).toBe(403);
  });

  it('each get a name of their own when they are asked for at once', async () => {
    const { id } = await shop.add();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => ask(id, { contentType: 'image/png', size: 1 }).expect(201)),
    );
    expect(new Set(answers.map(({ body }) => body.url)).size).toBe(4);
  });

  it('are pictures, of 5 MiB at most, of a product that exists', async () => {
    const { id } = await shop.add();
    await ask(id, { contentType: 'image/svg+xml', size: 8 }).expect(422);
    await ask(id, { contentType: 'image/png', size: 5 * 1024 * 1024 + 1 }).expect(422);
    await ask('019aa000-0000-7000-8000-000000000001', { contentType: 'image/png', size: 8 }).expect(404);
    await shop.http().post(`/v1/products/${id}/images`).set('authorization', shop.customer).send({}).expect(403);
  });
});
