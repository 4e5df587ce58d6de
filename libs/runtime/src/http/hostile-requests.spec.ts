import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openLamps } from '../../test/lamp-door.js';
import { exchange, serverOf } from '../../test/raw-http.js';

describe('a request', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await openLamps();
  });
  afterAll(() => app.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    request(app.getHttpServer()).get(path).set(headers);
  /** As it stands, where a client would put it right first. */
  const asked = async (target: string, ...fields: string[]) => {
    const lines = [`GET ${target} HTTP/1.1`, 'host: x', ...fields, 'connection: close', '', ''];
    const [answer] = await exchange(serverOf(app), lines.join('\r\n'));
    return { status: answer?.status, headers: answer?.headers, body: JSON.parse(answer?.body ?? '') };
  };

  it.each([
    ['limit=1&limit=2', 'limit'],
    ['limit[]=1', 'limit[]'],
    ['limit[0]=1', 'limit[0]'],
    ['limit=', 'limit'],
    ['limit', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=+5', 'limit'],
    ['limit=%205', 'limit'],
    ['limit=5.0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=٥', 'limit'],
    ['limit=99999999999999999999', 'limit'],
    ['q=', 'q'],
    ['q=a&q=a', 'q'],
    ['q[a]=1', 'q[a]'],
    ['q.a=1', 'q.a'],
    ['q=a%00b', 'q'],
    [`q=${'a'.repeat(51)}`, 'q'],
    [`cursor=${'a'.repeat(2049)}`, 'cursor'],
    ['colour=red', 'colour'],
    ['__proto__=1', '__proto__'],
    ['__proto__[lit]=1', '__proto__[lit]'],
    ['constructor.prototype.lit=1', 'constructor.prototype.lit'],
    ['constructor=1', 'constructor'],
    ['=1', ''],
    ['q=%ff', 'q'],
    ['q=%c0%80', 'q'],
    ['q=%ed%a0%80', 'q'],
    ['q=%', 'q'],
    ['q=%zz', 'q'],
    ['q=a;limit=%ff', 'q'],
    ['limit=5&%ff=1', '%ff'],
  ])('with the query %.40s is refused, and the parameter named', async (query, name) => {
    const { status, body } = await asked(
      `/lamps?${encodeURI(query)
        .replaceAll('%25', '%')
        .replaceAll(/%5[BD]/g, decodeURI)}`,
    );
    expect([status, body.code]).toEqual([400, 'bad-query']);
    expect(body.errors[0].pointer).toBe(`/${name}`);
    expect(body.detail).toContain(name);
    expect('lit' in {}).toBe(false);
  });

  it('has its query read as it is meant', async () => {
    const { body } = await get('/lamps?q=%C3%A9+%F0%9F%92%A1%26%3D%2B&limit=5').expect(200);
    expect(body).toEqual({ q: 'é 💡&=+', limit: 5 });
  });

  it('to a route without a query has what stands there ignored, unless nobody could read it', async () => {
    await get('/lamps/7?x=1&x=2&__proto__=1').expect(200, { id: '7' });
    expect((await asked('/lamps/7?x=%ff')).status).toBe(400);
  });

  it.each([
    '/lamps/%zz',
    '/lamps/%',
    '/lamps/%ff',
    '/lamps/%c0%ae%c0%ae',
    '/lamps/%ed%a0%80',
    `/lamps/${'x'.repeat(201)}`,
    `/lamps/${'%41'.repeat(300)}`,
    '/lamps/7/../../etc/passwd',
    '/../lamps',
    '/LAMPS',
    '/lamps//7',
    '/lamps\\7',
    '/%6c%61mps%2f7',
    '/__proto__',
    '/constructor/prototype',
  ])('for %.40s finds nothing', async (target) => {
    const { status, headers, body } = await asked(target);
    expect([status, body.code]).toEqual([404, 'not-found']);
    expect(headers?.get('x-trace-id')).toBe(body.traceId);
  });

  it.each([
    ['no JSON', 'content-type: application/json', '{"'],
    ['of no type', 'x: y', '{}'],
    ['of a type that is none', 'content-type: __proto__', '{}'],
    ['compressed', 'content-encoding: gzip', '{}'],
  ])('for what does not exist finds nothing, though its body is %s', async (_what, field, body) => {
    const head = ['POST /nothing HTTP/1.1', 'host: x', field, `content-length: ${body.length}`, 'connection: close'];
    const [answer] = await exchange(serverOf(app), [...head, '', body].join('\r\n'));
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status: 404, code: 'not-found', instance: '/nothing' });
  });

  it.each([
    ['1', 1],
    ['250', 250],
    ['999999999', 10_000],
    ['99999999999999999999', 10_000],
    ['1e9', 10_000],
    ['0x10', 10_000],
    ['Infinity', 10_000],
    ['-5', 10_000],
    ['0', 10_000],
    ['5, 7', 10_000],
    ['', 10_000],
  ])('that says x-timeout-ms: %s has no longer than its service gives', async (given, most) => {
    const { body } = await get('/lamps/budget', { 'x-timeout-ms': given }).expect(200);
    expect(body.ms).toBeLessThanOrEqual(most);
    expect(body.ms).toBeGreaterThan(most - 500);
  });

  const known = '0af7651916cd43dd8448eb211c80319c';
  it.each([
    ['rubbish', {}],
    ['no hexadecimal digits', { traceparent: `00-${'z'.repeat(32)}-b7ad6b7169203331-01` }],
    ['capitals', { traceparent: `00-${known.toUpperCase()}-b7ad6b7169203331-01` }],
    ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['a span of zeros', { traceparent: `00-${known}-${'0'.repeat(16)}-01` }],
    ['the version that is none', { traceparent: `ff-${known}-b7ad6b7169203331-01` }],
    ['more behind it', { traceparent: `00-${known}-b7ad6b7169203331-01-x` }],
    ['a kilobyte', { traceparent: '0'.repeat(1000) }],
    ['a tracestate alone', { tracestate: 'a=1,=,,\x80' }],
    ['a trace id of its own', { 'x-trace-id': known }],
  ])('whose trace is %s is given one', async (_what, headers) => {
    for (const path of ['/lamps', '/nothing', '/lamps/%zz']) {
      const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const told = (await asked(path, ...fields)).headers?.get('x-trace-id');
      expect(told).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(told).not.toBe(known);
    }
  });

  it('with two traces is given another', async () => {
    const field = `traceparent: 00-${known}-b7ad6b7169203331-01`;
    expect((await asked('/lamps', field, field)).headers?.get('x-trace-id')).not.toBe(known);
  });

  it.each([
    [['idempotency-key: a', 'idempotency-key: b']],
    [['idempotency-key: a', 'Idempotency-Key: a']],
    [['idempotency-key: sch\xfcssel']],
    [['idempotency-key:']],
    [['idempotency-key: a\tb']],
  ])('with %j has no key that counts', async (fields) => {
    const lines = [
      'POST /lamps/orders HTTP/1.1',
      'host: x',
      ...fields,
      'content-length: 0',
      'connection: close',
      '',
      '',
    ];
    const [answer] = await exchange(serverOf(app), lines.join('\r\n'));
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status: 400, code: 'idempotency-key-invalid' });
  });

  it.each(['application/json', 'application/problem+json;q=0.5, */*;q=0', 'application/*', '*/*, image/png;q=0', ''])(
    'that accepts %s is given JSON',
    async (accept) => {
      await get('/lamps', { accept }).expect(200);
    },
  );

  it.each(['image/png', 'application/json;q=0', 'text/html', 'rubbish', '*/*;q=0'])(
    'that accepts %s is given none',
    async (accept) => {
      expect((await get('/lamps', { accept }).expect(406)).body.code).toBe('not-acceptable');
    },
  );
});
