import { once } from 'node:events';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openLamps } from '../test/lamp-door.js';
import { exchange, open, serverOf } from '../test/raw-http.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const body = '{"name":"a","stock":1}';
const get = (...fields: string[]) =>
  `GET /lamps HTTP/1.1\r\nhost: x\r\n${fields.map((one) => `${one}\r\n`).join('')}\r\n`;
const post = (fields: string[], sent: string) =>
  `POST /lamps HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${fields.map((one) => `${one}\r\n`).join('')}\r\n${sent}`;
const chunked = (sent: string) => post(['transfer-encoding: chunked'], sent);
const inHex = body.length.toString(16);

describe('a server', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await openLamps();
  });
  afterAll(() => app.close());

  const sent = (text: string) => exchange(serverOf(app), text);

  it.each([
    ['a length and chunks', post(['transfer-encoding: chunked', 'content-length: 3'], '0\r\n\r\n')],
    ['two lengths', post(['content-length: 2', 'content-length: 3'], '{}x')],
    ['a list of lengths', post(['content-length: 22, 22'], body)],
    ['a length with a sign', post(['content-length: +22'], body)],
    ['a transfer coding that is none', post(['transfer-encoding: xchunked'], '0\r\n\r\n')],
    ['chunks that are not the last coding', post(['transfer-encoding: chunked, identity'], '0\r\n\r\n')],
    ['a compressing transfer coding', post(['transfer-encoding: gzip, chunked'], '2\r\n{}\r\n0\r\n\r\n')],
    ['a space before a colon', post(['transfer-encoding : chunked'], '0\r\n\r\n')],
    ['a chunk size that is none', chunked('zz\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size with a prefix', chunked('0x2\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size beyond all numbers', chunked('ffffffffffffffffff\r\n{}\r\n0\r\n\r\n')],
    ['chunks with bare line feeds', chunked('2\n{}\n0\n\n')],
    ['a length among the trailers', chunked('2\r\n{}\r\n0\r\ncontent-length: 9\r\n\r\n')],
    ['a folded header', get('x-a: b\r\n c')],
    ['bare line feeds', 'GET /lamps HTTP/1.1\nhost: x\n\n'],
    ['a bare carriage return', get('x-a: b\rx-b: c')],
    ['NUL in a header', get('x-a: b\0c')],
    ['an escape sequence in a header', get('x-a: \x1b[31m')],
    ['a line that is no header', get('x')],
    ['a byte that is no ASCII in the target', 'GET /lamps/\xff HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a fragment in the target', 'GET /lamps#x HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['no host', 'GET /lamps HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /lamps HTTP/1.1\r\nhost: a\r\nHost: b\r\n\r\n'],
    ['a host that is none', 'GET /lamps HTTP/1.1\r\nhost: a b/c\r\n\r\n'],
    ['HTTP/0.9', 'GET /lamps\r\n\r\n'],
    ['HTTP/1.2', 'GET /lamps HTTP/1.2\r\nhost: x\r\n\r\n'],
    ['HTTP/2.0 in an HTTP/1.1 request', 'GET /lamps HTTP/2.0\r\nhost: x\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('refuses %s, once, and closes the connection', async (_what, text) => {
    const answers = await sent(text);
    expect(answers).toHaveLength(1);
    expectProblem(answers[0], 400, 'malformed-json');
  });

  it.each([
    ['endless headers', get(`x: ${'x'.repeat(20_000)}`)],
    ['more than a hundred headers', get(...Array.from({ length: 120 }, () => 'a:b'))],
    ['endless chunk extensions', chunked(`2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`)],
  ])('refuses %s as too large', async (_what, text) => {
    const answers = await sent(text);
    expect(answers).toHaveLength(1);
    expectProblem(answers[0], 413, 'too-large');
  });

  it.each([
    ['what begins like TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a method that nobody knows', 'BREW /lamps HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a tunnel', 'CONNECT other:443 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('refuses %s and says what there is', async (_what, text) => {
    const answers = await sent(text);
    expect(answers).toHaveLength(1);
    expectProblem(answers[0], 405, 'method-not-allowed');
    expect(answers[0]?.headers.get('allow')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
  });

  it('refuses a tunnel within the trace of who asks for it', async () => {
    const [answer] = await sent(
      `CONNECT other:443 HTTP/1.1\r\nhost: x\r\ntraceparent: 00-${traceId}-b7ad6b7169203331-01\r\n\r\n`,
    );
    expect(answer?.headers.get('x-trace-id')).toBe(traceId);
  });

  it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'LOCK', 'QUERY'])(
    'answers %s like any method a path does not take',
    async (method) => {
      const [answer] = await sent(`${method} /lamps HTTP/1.1\r\nhost: x\r\nx-secret: 1\r\nconnection: close\r\n\r\n`);
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer?.headers.get('allow')).toBe('GET, HEAD, POST');
      expect(answer?.body).not.toContain('x-secret');
    },
  );

  it.each([
    ['HTTP/1.0, without a host', 'GET /lamps HTTP/1.0\r\n\r\n'],
    ['a target with a host', 'GET http://other.example/lamps HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ['a wish for another protocol', get('connection: upgrade, close', 'upgrade: websocket')],
    ['an expectation that nobody knows', get('expect: magic', 'connection: close')],
    ['a body where none is meant', `${get('content-length: 5', 'connection: close')}hello`],
  ])('serves %s', async (_what, text) => {
    const [answer] = await sent(text);
    expect([answer?.status, answer?.body]).toEqual([200, '{"q":null,"limit":20}']);
  });

  it.each(['OPTIONS *', 'GET *', 'GET http://other.example', 'GET ftp://x/lamps', 'GET //x/lamps'])(
    'finds nothing at %s',
    async (target) => {
      const [answer] = await sent(`${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expectProblem(answer, 404, 'not-found');
    },
  );

  it('reads a body in chunks, whatever their extensions say', async () => {
    const [answer] = await sent(
      post(['transfer-encoding: chunked', 'connection: close'], `${inHex};a=b;c="d"\r\n${body}\r\n0\r\n\r\n`),
    );
    expect([answer?.status, answer?.body]).toEqual([201, body]);
  });

  it.each([
    ['there is nothing', 'POST /nowhere', 404],
    ['the method does not fit', 'QUERY /lamps', 405],
    ['a body is not read', 'GET /lamps', 200],
    ['the path cannot be read', 'GET /%zz', 404],
  ])('lets a client finish that sends much where %s, so that it reads the answer', async (_where, line, status) => {
    const much = 'x'.repeat(8_000_000);
    const { write, answers } = open(serverOf(app));
    write(`${line} HTTP/1.1\r\nhost: x\r\ncontent-length: ${much.length}\r\nconnection: close\r\n\r\n`);
    // More than a connection holds: whoever was answered before the end could not send the rest.
    write(much);
    expect((await answers).map((answer) => answer.status)).toEqual([status]);
  });

  it('answers who asked properly before it refuses who came behind on the same connection', async () => {
    const [first, second, third, ...others] = await sent(`${get()}${get()}RUBBISH\r\n\r\nMORE RUBBISH\r\n\r\n`);
    expect([first?.status, second?.status]).toEqual([200, 200]);
    expectProblem(third, 405, 'method-not-allowed');
    expect(others).toEqual([]);
  });

  it('takes what follows a body for the next request, and nothing else', async () => {
    const answers = await sent(
      `${post([`content-length: ${body.length}`], body)}GET /internal HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 404]);
  });

  function expectProblem(answer: Awaited<ReturnType<typeof sent>>[number] | undefined, status: number, code: string) {
    expect(answer?.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer?.headers.get('connection')).toBe('close');
    expect(answer?.headers.get('x-content-type-options')).toBe('nosniff');
    const told = answer?.headers.get('x-trace-id');
    expect(told).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status, code, traceId: told });
    expect(answer?.status).toBe(status);
  }
});

it('refuses what still arrives when it is about to end', async () => {
  const [asked, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const answer = Promise.withResolvers<object>();
  const app = await openLamps((fastify) => {
    fastify.addHook('preClose', (done) => {
      ending.resolve();
      done();
    });
    fastify.get('/slow', () => {
      asked.resolve();
      return answer.promise;
    });
  });
  const request = 'GET /slow HTTP/1.1\r\nhost: x\r\n\r\n';
  const { write, answers } = open(serverOf(app));
  write(request);
  await asked.promise;
  const closed = app.close();
  await ending.promise;
  write(request);
  // Its bytes are there before the first answer is.
  await once(serverOf(app), 'request');
  answer.resolve({ lit: true });
  const [served, refused] = await answers;
  expect(served?.status).toBe(200);
  expect(refused?.headers.get('retry-after')).toBe('1');
  expect(JSON.parse(refused?.body ?? '')).toMatchObject({ status: 503, code: 'unavailable' });
  await closed;
});
