import { type Incoming, proxyEventOf } from './proxy-event.js';

const incoming = (others: Partial<Incoming> = {}): Incoming => ({
  method: 'POST',
  url: '/v1/orders',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'api.example.com:8080', 'Content-Type', 'application/json'],
  body: Buffer.from('{"a":"ü"}'),
  caller: { address: '192.0.2.7', port: 8083, traceRoot: '1-2-3' },
  ...others,
});

test('a request becomes an event of the proxy resource', () => {
  expect(proxyEventOf(incoming(), [])).toEqual({
    resource: '/{proxy+}',
    path: '/v1/orders',
    httpMethod: 'POST',
    headers: {
      Host: 'api.example.com:8080',
      'Content-Type': 'application/json',
      'X-Amzn-Trace-Id': 'Root=1-2-3',
      'X-Forwarded-For': '192.0.2.7',
      'X-Forwarded-Port': '8083',
      'X-Forwarded-Proto': 'http',
    },
    multiValueHeaders: {
      Host: ['api.example.com:8080'],
      'Content-Type': ['application/json'],
      'X-Amzn-Trace-Id': ['Root=1-2-3'],
      'X-Forwarded-For': ['192.0.2.7'],
      'X-Forwarded-Port': ['8083'],
      'X-Forwarded-Proto': ['http'],
    },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: 'v1/orders' },
    stageVariables: null,
    requestContext: expect.objectContaining({
      apiId: 'localcloud',
      domainName: 'api.example.com',
      httpMethod: 'POST',
      identity: expect.objectContaining({ sourceIp: '192.0.2.7', userAgent: null, caller: null }),
      path: '/v1/orders',
      protocol: 'HTTP/1.1',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      resourcePath: '/{proxy+}',
      stage: 'live',
    }),
    body: '{"a":"ü"}',
    isBase64Encoded: false,
  });
});

test('the path stays as it came, and the query is decoded once', () => {
  const event = proxyEventOf(incoming({ url: '/v1/a%20b?q=a%20b&q=%2525+c&empty&x=?' }), []);
  expect(event.path).toBe('/v1/a%20b');
  expect(event.pathParameters).toEqual({ proxy: 'v1/a%20b' });
  expect(event.multiValueQueryStringParameters).toEqual({ q: ['a b', '%25 c'], empty: [''], x: ['?'] });
  expect(event.queryStringParameters).toEqual({ q: '%25 c', empty: '', x: '?' });
});

test('of a header that is there more than once the single value is the last, whatever its case', () => {
  const rawHeaders = ['Host', 'h', 'Accept', 'a', 'accept', 'b'];
  const { headers, multiValueHeaders } = proxyEventOf(incoming({ rawHeaders }), []);
  expect(multiValueHeaders.Accept).toEqual(['a', 'b']);
  expect(headers.Accept).toBe('b');
  expect(headers.accept).toBeUndefined();
});

test('what is for the connection alone is left out, and nobody else says who forwarded what', () => {
  const rawHeaders = ['Host', 'h', 'connection', 'close', 'Content-Length', '9', 'TE', 'trailers', 'X-Forwarded-Proto'];
  const forwarded = ['gopher', 'x-forwarded-for', '10.0.0.1', 'X-Amzn-Trace-Id', 'Root=9-9-9'];
  const { headers } = proxyEventOf(incoming({ rawHeaders: [...rawHeaders, ...forwarded] }), []);
  expect(headers).toEqual({
    Host: 'h',
    'X-Amzn-Trace-Id': 'Root=1-2-3',
    'X-Forwarded-For': '10.0.0.1, 192.0.2.7',
    'X-Forwarded-Port': '8083',
    'X-Forwarded-Proto': 'http',
  });
});

test('a body is text, or base64 where its media type is binary, or nothing', () => {
  const body = Buffer.from([0xff, 0xd8]);
  const rawHeaders = ['Host', 'h', 'content-type', 'image/jpeg; x=y'];
  const of = (types: string[], others = {}) => {
    const event = proxyEventOf(incoming({ body, rawHeaders, ...others }), types);
    return [event.body, event.isBase64Encoded];
  };
  expect(of([])).toEqual(['\ufffd\ufffd', false]);
  expect(of(['image/png'])).toEqual(['\ufffd\ufffd', false]);
  expect(of(['image/jpeg'])).toEqual(['/9g=', true]);
  expect(of(['*/*'])).toEqual(['/9g=', true]);
  expect(of(['*/*'], { body: Buffer.alloc(0) })).toEqual([null, false]);
});
