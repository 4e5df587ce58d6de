import { createServer, type Server } from 'node:http';
import { buffer, json } from 'node:stream/consumers';
import { catalogue } from '../src/catalogue/products.js';
import { seedCatalogue } from '../src/catalogue/seed.js';

type Offered = { id: string; sku: string; images: { url: string }[] };

let server: Server;
let url: string;
let products: Offered[];
let failAt: number;
const uploads = new Map<string, Buffer>();

/** As much of the public API as a merchandiser needs. */
beforeEach(async () => {
  products = [];
  failAt = Number.POSITIVE_INFINITY;
  uploads.clear();
  server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/v1/auth/login') return send(200, { accessToken: 'merchandiser' });
    if (request.method === 'PUT') {
      uploads.set(pathname, await buffer(request));
      return send(200, {});
    }
    if (request.method === 'GET') {
      const from = Number(searchParams.get('cursor') ?? 0);
      const to = from + 30;
      return send(200, { items: products.slice(from, to), nextCursor: to < products.length ? String(to) : null });
    }
    if (request.headers.authorization !== 'Bearer merchandiser') return send(401, {});
    const body = Object(await json(request));
    const image = /^\/v1\/products\/(.+)\/images$/.exec(pathname)?.[1];
    if (image !== undefined) {
      products.find(({ id }) => id === image)?.images.push({ url: `/assets/${image}` });
      return send(201, {
        uploadUrl: `${url}/upload/${image}`,
        method: 'PUT',
        headers: { 'content-type': body.contentType },
      });
    }
    if (products.length >= failAt) return send(503, { code: 'unavailable' });
    const created = { id: `id-${body.sku}`, sku: String(body.sku), images: [] };
    products.push(created);
    return send(201, created);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('every product is offered once, with its picture', async () => {
  expect(await seedCatalogue(url)).toBe(catalogue.length);
  expect(uploads.size).toBe(catalogue.length);
  for (const picture of uploads.values()) expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(await seedCatalogue(url)).toBe(0);
  expect(products).toHaveLength(catalogue.length);
});

test('an interrupted filling is completed by the next one', async () => {
  failAt = 40;
  await expect(seedCatalogue(url)).rejects.toThrow(/^POST \/v1\/products was refused with status 503: /);
  expect(products.length).toBeLessThan(catalogue.length);
  const lacking = products.find(({ images }) => images.length > 0);
  if (lacking !== undefined) lacking.images = [];
  failAt = Number.POSITIVE_INFINITY;
  await seedCatalogue(url);
  expect(products).toHaveLength(catalogue.length);
  expect(products.every(({ images }) => images.length === 1)).toBe(true);
});
