import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openLamps } from '../test/lamp-door.js';
import { exchange, serverOf } from '../test/raw-http.js';
import { pageHeaders, protectiveHeaders } from './protective-headers.js';

describe('what a browser is told', () => {
  it('about data is to make no page of it', () => {
    expect(protectiveHeaders('local')).toEqual({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(['docker', 'cloud'] as const)('in mode %s is to use TLS, for two years and on every host below', (mode) => {
    expect(protectiveHeaders(mode)).toMatchObject({
      ...protectiveHeaders('local'),
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    });
  });

  it('about a page is which style is its own, and that it is nobody’s frame', () => {
    const style = 'b{color:red}';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pageHeaders(style, "script-src 'self'")).toEqual({
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
  });
});

describe.each(['local', 'cloud'] as const)('every answer of a service, in mode %s,', (mode) => {
  let app: NestFastifyApplication;
  const expected = Object.entries(protectiveHeaders(mode));

  beforeAll(async () => {
    process.env.CAUSEWAY_MODE = mode;
    app = await openLamps();
    delete process.env.CAUSEWAY_MODE;
  });
  afterAll(() => app.close());

  const http = () => request(app.getHttpServer());

  it.each([
    ['of JSON', 200, () => http().get('/lamps')],
    ['of none but headers', 200, () => http().head('/lamps')],
    ['of a stream', 200, () => http().get('/lamps/stream')],
    ['to what breaks a rule', 422, () => http().post('/lamps').send({})],
    ['to what is no JSON', 400, () => http().post('/lamps').type('json').send('{')],
    [
      'to what is too large',
      413,
      () =>
        http()
          .post('/lamps')
          .send({ name: 'x'.repeat(1_100_000) }),
    ],
    ['to an unknown path', 404, () => http().get('/nothing')],
    ['to what is no path', 404, () => http().get('/lamps/%zz')],
    ['to another method', 405, () => http().delete('/lamps')],
    ['to who takes no JSON', 406, () => http().get('/lamps').set('accept', 'image/png')],
    ['when something unexpected happens', 500, () => http().post('/lamps').send({ name: 'bug', stock: 1 })],
  ])('%s says so', async (_what, status, ask) => {
    const { headers } = await ask().expect(status);
    expect(Object.entries(headers)).toEqual(expect.arrayContaining(expected));
    expect('strict-transport-security' in headers).toBe(mode === 'cloud');
    for (const known of ['x-powered-by', 'server', 'set-cookie']) expect(headers).not.toHaveProperty(known);
  });

  it.each([
    ['what is no HTTP', 400, 'RUBBISH / HTTP/1.1\r\n\r\n', 405],
    ['endless headers', 413, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 413],
    ['a tunnel', 405, 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n', 405],
    ['a request without a host', 400, 'GET / HTTP/1.1\r\n\r\n', 400],
  ])('to %s says so, too', async (_what, _status, text, status) => {
    const [answer] = await exchange(serverOf(app), text);
    expect(answer?.status).toBe(status);
    expect([...(answer?.headers ?? [])]).toEqual(expect.arrayContaining(expected));
  });
});
