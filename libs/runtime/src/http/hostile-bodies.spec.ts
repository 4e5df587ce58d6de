import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openLamps } from '../../test/lamp-door.js';

describe('a body', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await openLamps();
  });
  afterAll(() => app.close());

  const unchanged = (bytes: unknown) => bytes as string; // or superagent would write a buffer down as JSON
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    request(app.getHttpServer()).post('/lamps').type('application/json').set(headers).serialize(unchanged).send(body);
  const problem = async (sent: ReturnType<typeof post>) => {
    const { status, headers, body } = await sent;
    expect(headers['x-trace-id']).toBe(body.traceId);
    return { status, code: body.code, detail: body.detail, errors: body.errors };
  };

  it.each([
    ['nested deeper than 32 levels', `{"name":"a","stock":${'['.repeat(32)}${']'.repeat(32)}}`],
    ['nested without an end', '['.repeat(500_000)],
    ['with a name that stands twice', '{"name":"a","stock":1,"\\u006eame":"b"}'],
    ['with more than 10,000 values', `{"name":"a","stock":1,"bulbs":[${'0,'.repeat(200_000)}0]}`],
    ['with a number that is none', '{"name":"a","stock":01}'],
    ['with NaN', '{"name":"a","stock":NaN}'],
    ['with a trailing comma', '{"name":"a","stock":1,}'],
    ['with a bare control character', '{"name":"a\nb","stock":1}'],
    ['that is UTF-16', Buffer.from('{"name":"a","stock":1}', 'utf16le')],
    ['with an overlong NUL', Buffer.from('{"name":"\xc0\x80","stock":1}', 'latin1')],
    ['with half a surrogate in UTF-8', Buffer.from('{"name":"\xed\xa0\x80","stock":1}', 'latin1')],
  ])('%s is malformed', async (_what, body) => {
    expect(await problem(post(body))).toMatchObject({ status: 400, code: 'malformed-json' });
  });

  it('says which rule it breaks', async () => {
    expect(await problem(post('{"name":"a","name":"b"}'))).toMatchObject({
      detail: 'The name "name" stands twice in one object.',
    });
    expect(await problem(post('['.repeat(50)))).toMatchObject({ detail: 'The body is nested deeper than 32 levels.' });
  });

  it.each(['1e400', '-1e400', '1.5', '1e-1', '9007199254740993', '-1', '1e300', '"1"', 'true', 'null', '[1]', '{}'])(
    'with %s for a whole number is refused at its field',
    async (number) => {
      const { status, errors } = await problem(post(`{"name":"a","stock":${number}}`));
      expect([status, errors[0].pointer]).toEqual([422, '/stock']);
    },
  );

  it.each([
    ['1.0', 1],
    ['1e2', 100],
    ['10000000000000000e-16', 1],
    ['-0', 0],
    ['-0.0e5', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('with %s means %d', async (number, meant) => {
    const { body } = await post(`{"name":"a","stock":${number}}`).expect(201);
    expect(body.stock).toBe(meant);
  });

  it.each(['"a\\u0000b"', '"\\ud800"', '"x\\udfff"', '"\\ude00\\ud83d"'])(
    'with the text %s is refused',
    async (name) => {
      expect(await problem(post(`{"name":${name},"stock":1}`))).toMatchObject({
        status: 422,
        errors: [{ pointer: '/name', message: 'must be well-formed Unicode without NUL' }],
      });
    },
  );

  it.each([
    ' a ',
    '\ufeffa\u200b',
    'e\u0301 is not \u00e9',
    '\u202eabc\u2066',
    '👩‍🚀 \u{10ffff}',
    '\u0001\u001b[31m\u007f\u009b',
    '<script>alert(1)</script>',
    "'; DROP TABLE lamps; --",
    '{{7*7}} #{7*7}',
    '\uffff\ufffe',
  ])('keeps the text %j as it is', async (name) => {
    expect((await post(JSON.stringify({ name, stock: 1 })).expect(201)).body.name).toBe(name);
  });

  it.each([
    ['{"name":"a","stock":1,"__proto__":{"lit":true}}', '/__proto__'],
    ['{"name":"a","stock":1,"constructor":{"prototype":{"lit":true}}}', '/constructor'],
    ['{"name":"a","stock":1,"prototype":{"lit":true}}', '/prototype'],
    ['{"name":"a","stock":1,"bulbs":[{"watts":1,"__proto__":{"lit":true}}]}', '/bulbs/0/__proto__'],
    ['{"name":"a","stock":1,"bulbs":[{"watts":1,"constructor":{"prototype":{"lit":true}}}]}', '/bulbs/0/constructor'],
    ['{"name":"a","stock":1,"__proto__":{"name":"b"},"hasOwnProperty":1,"toString":1}', '/__proto__'],
  ])('%s has a field that nobody knows, and changes no prototype', async (body, pointer) => {
    const { status, code, errors } = await problem(post(body));
    expect([status, code, errors[0]]).toEqual([422, 'unknown-field', { pointer, message: 'is not a known field' }]);
    expect('lit' in {}).toBe(false);
  });

  it('is not given a field by its prototype', async () => {
    const { errors } = await problem(post('{"stock":1,"__proto__":{"name":"b"}}'));
    expect(errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/__proto__', '/name']);
  });

  it('is refused in an answer that is not many times as long', async () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 9000 }, (_, n) => [`f${n}`, 0])));
    const { detail, errors } = await problem(post(many));
    expect(errors).toHaveLength(100);
    expect(detail).toBe('9002 fields are invalid; the first 100 are named.');
    const long = await problem(post(JSON.stringify({ name: 'a', stock: 1, ['x'.repeat(100_000)]: 1 })));
    expect(long.errors[0].pointer).toBe(`/${'x'.repeat(200)}...`);
  });

  const lamp = JSON.stringify({ name: 'a', stock: 1 });
  it.each([
    ['gzip', gzipSync(lamp)],
    ['br', brotliCompressSync(lamp)],
    ['deflate', deflateSync(lamp)],
    ['zstd', Buffer.from(lamp)],
    ['gzip, gzip', gzipSync(gzipSync(lamp))],
    ['gzip, identity', gzipSync(lamp)],
    ['identity, gzip', gzipSync(lamp)],
    ['GZIP', Buffer.from(lamp)],
    ['aes128gcm', Buffer.from(lamp)],
    [',', Buffer.from(lamp)],
  ])('that is, or says it is, %s is never unpacked', async (coding, body) => {
    expect(await problem(post(body, { 'content-encoding': coding }))).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
    });
  });

  it('may say that it is not compressed', async () => {
    for (const coding of ['identity', 'Identity', '']) await post(lamp, { 'content-encoding': coding }).expect(201);
  });

  it('that would unpack to fifty megabytes is refused as fast as any', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await post(bomb, { 'content-encoding': 'gzip' }).expect(415);
    expect(await problem(post(bomb))).toMatchObject({ status: 400, code: 'malformed-json' });
  });

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;charset="UTF-8"'])(
    'is JSON as %s',
    async (type) => {
      await post(lamp, { 'content-type': type }).expect(201);
    },
  );

  it.each([
    'application/jsonx',
    'text/json',
    'application/*',
    '*/*',
    'application/json, text/plain',
    'a',
    ';',
    'multipart/form-data; boundary=x',
  ])('is not JSON as %s', async (type) => {
    expect(await problem(post(lamp, { 'content-type': type }))).toMatchObject({ status: 415 });
  });
});
