import { request as httpRequest } from 'node:http';
import { closeAll, echo, open, type Seen, seen, serve } from './gateway-under-test.js';

afterEach(closeAll);

test.each([
  ['/v1/me', 'identity-service'],
  ['/v1/auth/login', 'identity-service'],
  ['/.well-known/jwks.json', 'identity-service'],
  ['/v1/products?limit=2&q=a%20b', 'product-service'],
  ['/v1/categories', 'product-service'],
  ['/v1/cart/items/1', 'order-service'],
  ['/v1/orders/1/timeline', 'order-service'],
  ['/v1/orders/1/payment', 'payment-service'],
  ['/v1/payments/webhooks', 'payment-service'],
  ['/v1/notifications', 'notification-service'],
  ['/v1/analytics/sales', 'analytics-service'],
] as const)('%s goes to %s unchanged', async (path, service) => {
  const url = await open({ [service]: await echo('the right one') });
  const response = await fetch(url + path);
  expect(response.headers.get('x-service')).toBe('the right one');
  expect((await seen(response)).url).toBe(path);
});

test.each(['/internal/users/1', '/v1/unknown', '/', '/__local/system'])('%s does not exist outside', async (path) => {
  const url = await open();
  const response = await fetch(url + path);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({
    code: 'not-found',
    instance: path,
    traceId: response.headers.get('x-trace-id'),
  });
});

test('what is no path is a problem with a trace of its own', async () => {
  const response = await fetch(`${await open()}/assets/%zz`);
  expect(response.status).toBe(404);
  const traceId = response.headers.get('x-trace-id');
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(await response.json()).toMatchObject({ code: 'not-found', instance: '/assets/%zz', traceId });
});

test('dot segments and backslashes reach the service as they were sent, never another route of it', async () => {
  const url = await open();
  const raw = await new Promise<Seen>((resolve, reject) => {
    httpRequest(url, { path: '/v1/auth/../../internal/users' }, (response) => {
      response.setEncoding('utf8').once('data', (text: string) => resolve(JSON.parse(text)));
    })
      .once('error', reject)
      .end();
  });
  expect(raw.url).toBe('/v1/auth/../../internal/users');
});

test('a body arrives byte for byte, so that its signature still fits', async () => {
  const url = await open();
  const body = '{ "id":  "evt_1",\n "n": 1.0 }';
  const response = await fetch(`${url}/v1/payments/webhooks`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': 't=1,v1=abc' },
  });
  const received = await seen(response);
  expect(received.body).toBe(body);
  expect(received.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': 't=1,v1=abc',
  });
});

test('a body over 6 MiB is refused', async () => {
  const url = await open();
  const response = await fetch(`${url}/v1/products`, { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: 'too-large' });
});

test('headers that only the system may set are replaced, hop-by-hop headers end here', async () => {
  const url = await open();
  const { headers } = await new Promise<Seen>((resolve, reject) => {
    const sent = {
      'x-timeout-ms': '999999',
      'x-forwarded-for': '6.6.6.6',
      'x-trace-id': 'mine',
      connection: 'close, x-secret',
      'x-secret': '1',
      te: 'trailers',
      authorization: 'Bearer t',
    };
    httpRequest(url, { path: '/v1/me', headers: sent }, (response) => {
      response.setEncoding('utf8').once('data', (text: string) => resolve(JSON.parse(text)));
    })
      .once('error', reject)
      .end();
  });
  expect(headers).toMatchObject({
    'x-timeout-ms': '10000',
    'x-forwarded-for': '127.0.0.1',
    authorization: 'Bearer t',
  });
  for (const name of ['x-trace-id', 'x-secret', 'te']) expect(headers).not.toHaveProperty(name);
});

test('a trace is continued, or begun, and named on every answer', async () => {
  const url = await open();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const continued = await fetch(`${url}/v1/me`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect(continued.headers.get('x-trace-id')).toBe(traceId);
  const { headers } = await seen(continued);
  expect(headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect(headers.traceparent).not.toContain('b7ad6b7169203331');

  const begun = await fetch(`${url}/nowhere`);
  expect(begun.headers.get('x-trace-id')).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
});

test('a service that does not begin its answer in time is unavailable', async () => {
  const url = await open({ 'order-service': await serve(() => undefined) }, { budgetMs: 100 });
  const response = await fetch(`${url}/v1/orders`);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503 });
});

test('a service that is not there is unavailable', async () => {
  const url = await open({ 'order-service': 'http://127.0.0.1:1' });
  const response = await fetch(`${url}/v1/orders`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'unavailable' });
});

test('a GET that met a broken connection is tried once more, a POST never', async () => {
  const tries: string[] = [];
  const flaky = await serve((request, response) => {
    tries.push(request.method ?? '');
    if (tries.length % 2 === 1) request.socket.destroy();
    else response.end('{}');
  });
  const url = await open({ 'order-service': flaky });
  expect((await fetch(`${url}/v1/orders`)).status).toBe(200);
  expect((await fetch(`${url}/v1/orders`, { method: 'POST', body: '{}' })).status).toBe(503);
  expect(tries).toEqual(['GET', 'GET', 'POST']);
});

test('events pass through as they happen', async () => {
  let finish = () => undefined as unknown;
  const stream = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: snapshot\ndata: {}\n\n');
    finish = () => response.end('event: order.paid\ndata: {}\n\n');
  });
  const url = await open({ 'order-service': stream });
  const response = await fetch(`${url}/v1/orders/1/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('snapshot');
  finish();
  expect((await reader?.read())?.value).toContain('order.paid');
});

test('an event stream ends at the service when the client goes away', async () => {
  const closed = Promise.withResolvers<void>();
  const stream = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': hello\n\n');
    response.once('close', () => closed.resolve());
  });
  const url = await open({ 'order-service': stream });
  const client = new AbortController();
  const response = await fetch(`${url}/v1/orders/1/events`, { signal: client.signal });
  await response.body?.getReader().read();
  client.abort();
  await closed.promise;
});

test.each([204, 304])('an answer %d has no body', async (status) => {
  const url = await open({ 'order-service': await serve((_request, response) => response.writeHead(status).end()) });
  const response = await fetch(`${url}/v1/cart`, { method: 'DELETE' });
  expect(response.status).toBe(status);
});

test('HEAD keeps the length of the answer it does not send', async () => {
  const sized = await serve((_request, response) => response.writeHead(200, { 'content-length': '1234' }).end());
  const response = await fetch(`${await open({ 'product-service': sized })}/v1/products`, { method: 'HEAD' });
  expect(response.headers.get('content-length')).toBe('1234');
});

test('pictures come with a validator, and nothing but pictures comes', async () => {
  const url = await open();
  const picture = await fetch(`${url}/assets/products/1/1.png`);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(picture.headers.get('etag')).toBe('"abc"');
  expect(picture.headers.get('cache-control')).toContain('max-age');
  expect(await picture.text()).toBe('picture');
  const again = await fetch(`${url}/assets/products/1/1.png`, { headers: { 'if-none-match': 'W/"abc"' } });
  expect(again.status).toBe(304);
  for (const path of ['/assets/none.png', '/assets/page.html']) expect((await fetch(url + path)).status).toBe(404);
});

test('what can only be read says so', async () => {
  const response = await fetch(`${await open()}/docs`, { method: 'POST' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
  expect(await response.json()).toMatchObject({ code: 'method-not-allowed' });
});

test('the documents are served, and a problem type explains itself', async () => {
  const url = await open();
  expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
  expect(await (await fetch(`${url}/asyncapi.json`)).json()).toMatchObject({ asyncapi: '3.0.0' });
  const docs = await (await fetch(`${url}/docs`)).text();
  expect(docs).toContain('/v1/orders');
  expect(docs).not.toMatch(/(src|href)="https?:/);
  expect(await (await fetch(`${url}/problems/out-of-stock`)).json()).toMatchObject({ status: 409 });
  const page = await fetch(`${url}/problems/out-of-stock`, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-type')).toContain('text/html');
  expect((await fetch(`${url}/problems/nonsense`)).status).toBe(404);
});

test('readiness is that of all services, named for an admin only', async () => {
  const ready = await serve((request, response) => {
    const isAdmin = request.headers.authorization === 'Bearer admin';
    response.end(JSON.stringify({ roles: isAdmin ? ['admin'] : ['customer'] }));
  });
  const down = await serve((_request, response) => response.writeHead(503).end());
  const all = {
    'identity-service': ready,
    'product-service': ready,
    'order-service': ready,
    'payment-service': ready,
    'notification-service': ready,
    'analytics-service': ready,
  };
  const good = await open(all);
  expect(await (await fetch(`${good}/health/ready`)).json()).toEqual({ status: 'ready' });
  const bad = await open({ ...all, 'payment-service': down });
  const told = await fetch(`${bad}/health/ready`, { headers: { authorization: 'Bearer admin' } });
  expect(told.status).toBe(503);
  expect(await told.json()).toMatchObject({ status: 'unready', services: { 'payment-service': 'unready' } });
  const hidden = await fetch(`${bad}/health/ready`, { headers: { authorization: 'Bearer customer' } });
  expect(await hidden.json()).toEqual({ status: 'unready' });
});

test('the control server is offered to this computer', async () => {
  const url = await open({}, { controlUrl: await echo('control') });
  const response = await fetch(`${url}/__local/system`);
  expect(response.headers.get('x-service')).toBe('control');
});
