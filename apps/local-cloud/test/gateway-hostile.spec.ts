import { closeAll, echo, exchange, open, type Seen, seen, serve } from './gateway-under-test.js';

afterEach(closeAll);

/** A gateway whose order-service notes what reaches it. */
async function watched() {
  const reached: Seen[] = [];
  const url = await open({ 'order-service': await echo('orders', (one) => reached.push(one)) });
  return { url, reached };
}

const post = (fields: string[], body: string) =>
  ['POST /v1/orders HTTP/1.1', 'host: x', 'content-type: application/json', ...fields, '', body].join('\r\n');
const smuggled = 'GET /v1/orders/smuggled HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
const statusesIn = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));

describe('a request that ends where two readers do not agree', () => {
  test.each([
    ['a length and chunks', post(['content-length: 6', 'transfer-encoding: chunked'], `0\r\n\r\n${smuggled}`)],
    [
      'chunks and a length',
      post(['transfer-encoding: chunked', 'content-length: 4'], `2e\r\n${smuggled}\r\n0\r\n\r\n`),
    ],
    ['two lengths', post(['content-length: 0', `content-length: ${smuggled.length}`], smuggled)],
    ['chunks under another name', post(['transfer-encoding: xchunked'], `0\r\n\r\n${smuggled}`)],
    ['chunks that are coded again', post(['transfer-encoding: chunked, identity'], `0\r\n\r\n${smuggled}`)],
    ['chunks behind a tab', post(['transfer-encoding:\tchunked, x'], `0\r\n\r\n${smuggled}`)],
    ['a name with a space', post(['content-length : 0', 'content-length: 5'], smuggled)],
    ['a folded length', post(['content-length:', ' 0'], smuggled)],
    ['a chunk size with rubbish', post(['transfer-encoding: chunked'], `0_\r\n\r\n${smuggled}`)],
    ['a chunk that is longer than it says', post(['transfer-encoding: chunked'], `1\r\n{}\r\n0\r\n\r\n${smuggled}`)],
    ['a bare line feed in a chunk extension', post(['transfer-encoding: chunked'], `0;\n\r\n\r\n${smuggled}`)],
    ['two hosts', `GET /v1/orders HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n${smuggled}`],
  ])('(%s) is refused once, its connection is closed, and no service hears of it', async (_what, text) => {
    const { url, reached } = await watched();
    const answer = await exchange(url, text);
    expect(statusesIn(answer)).toEqual([400]);
    expect(answer).toContain('\r\nconnection: close\r\n');
    expect(reached).toEqual([]);
  });

  test('reaches the service as the gateway has read it: framed anew, one request for each', async () => {
    const { url, reached } = await watched();
    const chunked = post(['transfer-encoding: chunked'], '1;x=y\r\n{\r\n1\r\n}\r\n0\r\nx-trailer: 1\r\n\r\n');
    const lengthy = post([`content-length: ${smuggled.length}`], smuggled);
    const answer = await exchange(url, `${chunked}${lengthy}${smuggled}`);
    expect(statusesIn(answer)).toEqual([200, 200, 200]);
    expect(reached.map(({ method, url: path, body }) => [method, path, body])).toEqual(
      expect.arrayContaining([
        ['POST', '/v1/orders', '{}'],
        ['POST', '/v1/orders', smuggled],
        ['GET', '/v1/orders/smuggled', ''],
      ]),
    );
    expect(reached).toHaveLength(3);
    for (const { headers } of reached) {
      expect(headers).not.toHaveProperty('transfer-encoding');
      expect(headers).not.toHaveProperty('x-trailer');
    }
    expect(reached.find(({ body }) => body === '{}')?.headers['content-length']).toBe('2');
  });

  test('a body where none is meant stays here', async () => {
    const { url, reached } = await watched();
    await exchange(url, `GET /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello`);
    expect(reached.map(({ body, headers }) => [body, headers['content-length']])).toEqual([['', undefined]]);
  });
});

describe('what only the system may say', () => {
  test.each([
    'x-timeout-ms: 999999',
    'x-trace-id: mine',
    'x-real-ip: 6.6.6.6',
    'x-forwarded-prefix: /admin',
    'x-forwarded-port: 1',
    'X-Forwarded-Anything: 1',
    'forwarded: for=6.6.6.6',
    'connection: x-secret, close\r\nx-secret: 1',
    'te: trailers',
    'proxy-authorization: Basic x',
    'keep-alive: timeout=999',
    'upgrade: websocket',
    'trailer: x-later',
    'content-length: 0',
  ])('%s does not reach a service', async (field) => {
    const { url, reached } = await watched();
    await exchange(url, `GET /v1/orders HTTP/1.1\r\nhost: x\r\n${field}\r\nconnection: close\r\n\r\n`);
    const [{ headers } = { headers: undefined }] = reached;
    const own = ['x-timeout-ms', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'traceparent'];
    expect(Object.keys(headers ?? {}).sort()).toEqual(['connection', 'host', ...own].sort());
    expect(headers).toMatchObject({
      'x-timeout-ms': '10000',
      'x-forwarded-for': '127.0.0.1',
      connection: 'keep-alive',
    });
  });

  test('the host is that of the target, where the target names one', async () => {
    const { url, reached } = await watched();
    await exchange(url, 'GET http://shop.example/v1/orders?a=b HTTP/1.1\r\nhost: other\r\nconnection: close\r\n\r\n');
    expect(reached[0]).toMatchObject({
      url: '/v1/orders?a=b',
      headers: { host: 'shop.example', 'x-forwarded-host': 'shop.example' },
    });
  });

  test('a key that is sent twice reaches the service twice, which refuses it', async () => {
    const lines: string[][] = [];
    const service = await serve((request, response) => {
      lines.push(request.headersDistinct['idempotency-key'] ?? []);
      response.end('{}');
    });
    const url = await open({ 'order-service': service });
    for (const fields of [['idempotency-key: a', 'idempotency-key: b'], ['idempotency-key: a, b']]) {
      await exchange(url, post([...fields, 'content-length: 2', 'connection: close'], '{}'));
    }
    expect(lines).toEqual([['a', 'b'], ['a, b']]);
  });
});

describe('a body', () => {
  test.each(['json', '', '__proto__', 'text', 'a/b/c', ';;', 'application/json;;=;"'])(
    'that is called “%s” reaches the service as it is, which asks first who sends it',
    async (type) => {
      const { url, reached } = await watched();
      const lines = [
        'POST /v1/orders HTTP/1.1',
        'host: x',
        `content-type: ${type}`,
        'content-length: 2',
        'connection: close',
      ];
      expect(statusesIn(await exchange(url, [...lines, '', '{"'].join('\r\n')))).toEqual([200]);
      expect(reached.map(({ headers, body }) => [headers['content-type'], body])).toEqual([[type, '{"']]);
    },
  );

  test.each(['QUERY /v1/orders', 'QUERY /health/live', 'PROPFIND /v1/orders/1', 'PATCH /openapi.json'])(
    'of %s is not looked at: no path has that method',
    async (what) => {
      const { url, reached } = await watched();
      const answer = await exchange(
        url,
        `${what} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
      expect([statusesIn(answer), reached]).toEqual([[405], []]);
      expect(answer.toLowerCase()).toContain('\r\nallow: get, head');
    },
  );
});

describe('a trace', () => {
  const known = '0af7651916cd43dd8448eb211c80319c';
  test.each([
    'rubbish',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${known}-${'0'.repeat(16)}-01`,
    `ff-${known}-b7ad6b7169203331-01`,
    `00-${known}-b7ad6b7169203331-01, 00-${known}-b7ad6b7169203331-01`,
  ])('that is %s is another one from here on', async (traceparent) => {
    const { url, reached } = await watched();
    for (const path of ['/v1/orders', '/nowhere', '/assets/%zz']) {
      const response = await fetch(url + path, { headers: { traceparent, tracestate: '=,=;\x80' } });
      expect(response.headers.get('x-trace-id')).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(response.headers.get('x-trace-id')).not.toBe(known);
    }
    expect(reached[0]?.headers.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/);
  });
});

describe('methods', () => {
  test.each([
    ['PROPFIND', '/v1/orders', 'GET, HEAD, POST'],
    ['LOCK', '/v1/products/7', 'GET, HEAD, PATCH, DELETE'],
    ['TRACE', '/v1/orders', 'GET, HEAD, POST'],
    ['PURGE', '/docs', 'GET, HEAD'],
    ['TRACE', '/openapi.json', 'GET, HEAD'],
  ])('%s %s is 405 and told what there is', async (method, path, allow) => {
    const { url, reached } = await watched();
    const answer = await exchange(url, `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(statusesIn(answer)).toEqual([405]);
    expect(answer).toContain(`\r\nallow: ${allow}\r\n`);
    expect(reached).toEqual([]);
  });

  test('CONNECT is no way into the network behind', async () => {
    const { url, reached } = await watched();
    const answer = await exchange(url, `CONNECT ${new URL(url).host} HTTP/1.1\r\nhost: x\r\n\r\n${smuggled}`);
    expect(statusesIn(answer)).toEqual([405]);
    expect(reached).toEqual([]);
  });
});

test('the answer of who asked properly comes before the refusal of who came behind', async () => {
  const { url } = await watched();
  const asked = 'GET /v1/orders HTTP/1.1\r\nhost: x\r\n\r\n';
  expect(statusesIn(await exchange(url, `${asked}${asked}RUBBISH\r\n\r\n`))).toEqual([200, 200, 405]);
});

test.each([
  ['/assets/..%2f..%2fsecrets.json'],
  ['/assets/%2e%2e/1.png'],
  ['/assets/products/%00.png'],
  ['/assets/products//1.png'],
  ['/assets/products/1/1.png/'],
  ['/assets/products/1;x/1.png'],
  [`/assets/${'a'.repeat(2000)}.png`],
  ['/assets/'],
  ['/assets/__proto__'],
])('%.40s asks no store', async (path) => {
  const asked: string[] = [];
  const url = await open({}, { assets: async (key) => void asked.push(key) });
  const answer = await exchange(url, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(statusesIn(answer)).toEqual([404]);
  expect(asked).toEqual([]);
});

test('percent-encoding and dots reach the service as they were sent', async () => {
  const url = await open();
  for (const path of ['/v1/products/%2e%2e%2finternal', '/v1/products/a;b', '/v1/products/%00', '/v1/products?q=%ff']) {
    expect((await seen(await fetch(url + path))).url).toBe(path);
  }
});
