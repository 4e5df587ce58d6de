import { protectiveHeaders } from '@causeway/runtime/protective-headers';
import { closeAll, echo, exchange, open, type Seen, serve } from './gateway-under-test.js';

afterEach(closeAll);

const shop = 'https://shop.example';
const console_ = 'http://localhost:5173';
const allowing = { corsOrigins: [shop, console_] };
const preflight = (url: string, origin: string, method = 'POST', headers = 'authorization, idempotency-key') =>
  fetch(url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
  });
const sharing = (response: Response) =>
  [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));

describe.each(['local', 'cloud'] as const)('in mode %s', (mode) => {
  test('every answer tells a browser what it is: the gateway’s own, a service’s, a refusal, what is no HTTP', async () => {
    const stream = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': ping\n\n');
    });
    const url = await open({ 'order-service': stream, 'payment-service': 'http://127.0.0.1:1' }, { mode });
    const asked: [string, number, RequestInit?][] = [
      ['/v1/products', 200],
      ['/v1/orders/1/events', 200],
      ['/v1/payments/1', 503],
      ['/openapi.json', 200],
      ['/health/live', 200],
      ['/docs', 405, { method: 'POST' }],
      ['/nowhere', 404],
      ['/assets/%zz', 404],
      ['/v1/products', 413, { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) }],
    ];
    for (const [path, status, init] of asked) {
      const response = await fetch(url + path, init);
      await response.arrayBuffer();
      expect([path, response.status]).toEqual([path, status]);
      const told = Object.fromEntries(response.headers);
      expect({ path, ...told }).toMatchObject({ path, ...protectiveHeaders(mode) });
      expect('strict-transport-security' in told).toBe(mode === 'cloud');
      expect(told).not.toHaveProperty('set-cookie');
    }
    for (const [name, value] of Object.entries(protectiveHeaders(mode))) {
      expect(await exchange(url, 'RUBBISH\r\n\r\n')).toContain(`\r\n${name}: ${value}\r\n`);
    }
  });
});

test('what a service says of itself stands, once', async () => {
  const policy = "default-src 'none'; img-src 'self'";
  const strict = await serve((_request, response) => {
    response.writeHead(200, { 'content-security-policy': policy, 'x-content-type-options': 'nosniff' }).end('{}');
  });
  const url = await open({ 'product-service': strict });
  const raw = await exchange(url, 'GET /v1/products HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(raw.match(/^content-security-policy: .*$/gim)).toEqual([`content-security-policy: ${policy}`]);
  expect(raw.match(/^x-content-type-options: .*$/gim)).toEqual(['x-content-type-options: nosniff']);
  expect(raw).toContain('referrer-policy: no-referrer');
});

test('pictures may stand in pages of every origin', async () => {
  const picture = await fetch(`${await open()}/assets/products/1/1.png`);
  expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
});

describe('pages of other origins', () => {
  test('may do nothing while no origin is named, and their preflights reach no service', async () => {
    const seen: Seen[] = [];
    const url = await open({ 'order-service': await echo('orders', (one) => seen.push(one)) });
    const asked = await preflight(`${url}/v1/orders`, shop);
    expect([asked.status, sharing(asked)]).toEqual([204, []]);
    const simple = await fetch(`${url}/v1/products`, { headers: { origin: shop } });
    expect([simple.status, sharing(simple)]).toEqual([200, []]);
    expect(seen).toEqual([]);
  });

  test.each([shop, console_])('of %s may do what the path takes', async (origin) => {
    const seen: Seen[] = [];
    const url = await open({ 'order-service': await echo('orders', (one) => seen.push(one)) }, allowing);
    const asked = await preflight(`${url}/v1/orders?x=1`, origin);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, traceparent',
      'access-control-max-age': '600',
      vary: 'origin, access-control-request-method, access-control-request-headers',
    });
    expect(asked.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await asked.text()).toBe('');
    expect(seen).toEqual([]);

    const ordered = await fetch(`${url}/v1/orders`, { method: 'POST', headers: { origin }, body: '{}' });
    expect(ordered.headers.get('access-control-allow-origin')).toBe(origin);
    expect(ordered.headers.get('access-control-expose-headers')).toBe(
      'etag, location, x-trace-id, retry-after, ratelimit, ratelimit-policy',
    );
    expect(ordered.headers.get('vary')).toBe('origin');
    expect(seen.map(({ method }) => method)).toEqual(['POST']);
  });

  test.each([
    ['/v1/products/7', 'GET, HEAD, PATCH, DELETE'],
    ['/v1/products/7/images', 'POST'],
    ['/v1/cart', 'GET, HEAD, DELETE'],
    ['/v1/cart/items/7', 'PUT, DELETE'],
    ['/v1/orders/7/payment', 'GET, HEAD'],
    ['/.well-known/jwks.json', 'GET, HEAD'],
    ['/assets/products/1/1.png', 'GET, HEAD'],
    ['/problems/validation', 'GET, HEAD'],
  ])('are told what %s takes', async (path, methods) => {
    const asked = await preflight((await open({}, allowing)) + path, shop);
    expect(asked.headers.get('access-control-allow-methods')).toBe(methods);
  });

  test.each(['/v1/nothing', '/internal/changes', '/__local/system', '/'])('find nothing at %s', async (path) => {
    const control = await echo('control');
    const asked = await preflight((await open({}, { ...allowing, controlUrl: control })) + path, shop);
    expect(asked.status).toBe(404);
    expect(await asked.json()).toMatchObject({ code: 'not-found', traceId: asked.headers.get('x-trace-id') });
  });

  test.each([
    'https://evil.example',
    'https://shop.example.evil.example',
    'https://evil-shop.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://SHOP.example',
    'https://shop.example/',
    'null',
    '*',
    '',
  ])('of %j are told nothing, and asked simply they are answered like anybody', async (origin) => {
    const url = await open({}, allowing);
    const asked = await preflight(`${url}/v1/orders`, origin);
    expect([asked.status, sharing(asked)]).toEqual([204, []]);
    expect(asked.headers.get('vary')).toContain('origin');
    const simple = await fetch(`${url}/v1/products`, { headers: { origin } });
    expect([simple.status, sharing(simple), simple.headers.get('vary')]).toEqual([200, [], 'origin']);
  });

  test('are never let in with credentials, and a service cannot let them in', async () => {
    const careless = await serve((_request, response) => {
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' };
      response.writeHead(200, { ...headers, vary: 'accept' }).end('{}');
    });
    const url = await open({ 'product-service': careless }, allowing);
    for (const [origin, expected] of [
      [shop, shop],
      ['https://evil.example', null],
    ] as const) {
      const { headers } = await fetch(`${url}/v1/products`, { headers: { origin, cookie: 'a=b' } });
      expect(headers.get('access-control-allow-origin')).toBe(expected);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toBe('accept, origin');
    }
    expect((await preflight(`${url}/v1/products`, shop)).headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('and caches: every answer says that it depends on the origin, pictures and the unchanged too', async () => {
    const url = await open({}, allowing);
    const picture = `${url}/assets/products/1/1.png`;
    for (const headers of [
      {},
      { origin: shop },
      { 'if-none-match': '"abc"' },
      { origin: shop, 'if-none-match': '"abc"' },
    ]) {
      const response = await fetch(picture, { headers });
      expect(response.status).toBe('if-none-match' in headers ? 304 : 200);
      expect(response.headers.get('vary')).toBe('origin');
      expect(response.headers.get('access-control-allow-origin')).toBe('origin' in headers ? shop : null);
    }
    for (const path of ['/docs', '/nowhere', '/assets/none.png']) {
      expect((await fetch(url + path)).headers.get('vary')).toBe('origin');
    }
    expect((await fetch(`${url}/problems/validation`)).headers.get('vary')).toBe('origin, accept');
    expect((await fetch(`${await open()}/assets/products/1/1.png`)).headers.get('vary')).toBeNull();
  });

  test('an OPTIONS that asks for no method is no preflight', async () => {
    const seen: Seen[] = [];
    const url = await open({ 'order-service': await echo('orders', (one) => seen.push(one)) }, allowing);
    await fetch(`${url}/v1/orders`, { method: 'OPTIONS', headers: { origin: shop } });
    expect(seen.map(({ method }) => method)).toEqual(['OPTIONS']);
    expect((await fetch(`${url}/docs`, { method: 'OPTIONS' })).status).toBe(405);
  });
});
