import { type AddressInfo, connect } from 'node:net';
import { DomainError, unavailable } from '@causeway/data-model';
import { jest } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import * as z from 'zod';
import { log, startTelemetry } from '../telemetry.js';
import { openHttp } from './app.js';

const lamp = z.strictObject({ name: z.string().min(1), stock: z.int('must be an integer') });
const page = z.strictObject({ limit: z.string().regex(/^\d+$/, 'must be an integer').optional() });

@Controller('lamps')
class Lamps {
  @Get()
  list(@Query({ schema: page }) query: z.infer<typeof page>) {
    return { items: [], ...query };
  }

  @Get(':id')
  one(@Param('id') id: string) {
    return { id };
  }

  @Post()
  create(@Body({ schema: lamp }) body: z.infer<typeof lamp>) {
    if (body.name === 'taken') throw new DomainError('already-exists', { detail: 'The lamp exists.' });
    if (body.name === 'away') throw unavailable('Lamps cannot be made.', new Error('connect ECONNREFUSED'));
    if (body.name === 'busy') throw unavailable('Lamps are made slowly.');
    if (body.name === 'bug') throw new TypeError('cannot read /etc/secret');
    return body;
  }
}

@Module({ controllers: [Lamps] })
class LampModule {}

describe('the HTTP door', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    startTelemetry({ service: 'lamp-service', cloud: 'aws' });
    app = await openHttp({ module: LampModule, service: 'lamp-service' });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  const http = () => request(app.getHttpServer());
  const post = (body: unknown) =>
    http()
      .post('/lamps')
      .send(body as object); // deliberately of any shape

  it('answers with the trace the caller is in', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await http().get('/lamps').set('traceparent', traceparent).expect(200);
    expect(answer.headers['x-trace-id']).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('starts a trace of its own when the caller sends none, or rubbish', async () => {
    const answer = await http().get('/lamps').set('traceparent', 'rubbish').expect(200);
    expect(answer.headers['x-trace-id']).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  it('names each field that breaks a rule', async () => {
    const answer = await post({ stock: 1.5 })
      .expect(422)
      .expect('content-type', /problem\+json/);
    expect(answer.body).toMatchObject({
      code: 'validation',
      instance: '/lamps',
      traceId: answer.headers['x-trace-id'],
      errors: [
        { pointer: '/name', message: 'is required' },
        { pointer: '/stock', message: 'must be an integer' },
      ],
    });
  });

  it('refuses a field it does not know', async () => {
    const answer = await post({ name: 'a', stock: 1, 'co/lor': 'red' }).expect(422);
    expect(answer.body).toMatchObject({ code: 'unknown-field', errors: [{ pointer: '/co~1lor' }] });
  });

  it('tells a bad query from a bad body', async () => {
    const answer = await http().get('/lamps?limit=many').expect(400);
    expect(answer.body).toMatchObject({ code: 'bad-query', errors: [{ pointer: '/limit' }] });
  });

  it.each(['limit=1&limit=2', '__proto__=1', 'constructor=1', 'limit[]=1'])('refuses the query %s', async (query) => {
    expect((await http().get(`/lamps?${query}`).expect(400)).body.code).toBe('bad-query');
  });

  it.each([
    ['{"name":', 'application/json', 400, 'malformed-json'],
    ['', 'application/json', 400, 'malformed-json'],
    ['{"__proto__":{"a":1},"name":"a","stock":1}', 'application/json', 422, 'unknown-field'],
    ['{"constructor":{"prototype":{}},"name":"a","stock":1}', 'application/json', 422, 'unknown-field'],
    ['name=a', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['hello', 'text/plain', 415, 'unsupported-media-type'],
  ])('answers %j as %s with %i %s', async (body, type, status, code) => {
    const answer = await http().post('/lamps').set('content-type', type).send(body).expect(status);
    expect(answer.body.code).toBe(code);
  });

  it('passes a rule of the domain on with its code', async () => {
    const answer = await post({ name: 'taken', stock: 1 }).expect(409);
    expect(answer.body).toMatchObject({
      code: 'already-exists',
      type: '/problems/already-exists',
      detail: 'The lamp exists.',
    });
  });

  it('says nothing of the inside when something unexpected happens', async () => {
    const answer = await post({ name: 'bug', stock: 1 }).expect(500);
    expect(answer.text).not.toContain('secret');
    expect(answer.body.code).toBe('internal');
  });

  it('tells operators, and not customers, why an answer could not be given; what is refused on purpose needs no words', async () => {
    const warned = jest.spyOn(log, 'warn');
    const answer = await post({ name: 'away', stock: 1 }).expect(503);
    expect(answer.text).not.toContain('ECONNREFUSED');
    await post({ name: 'busy', stock: 1 }).expect(503);
    expect(warned.mock.calls).toEqual([
      [expect.objectContaining({ path: '/lamps', traceId: answer.body.traceId }), 'what an answer needs is away'],
    ]);
  });

  it('tells an unknown path from a known one under another method', async () => {
    expect((await http().get('/nothing').expect(404)).body.code).toBe('not-found');
    const answer = await http().delete('/lamps').expect(405).expect('allow', 'GET, HEAD, POST');
    expect(answer.body.code).toBe('method-not-allowed');
  });

  it('answers 406 to a client that takes no JSON', async () => {
    const answer = await http().get('/lamps').set('accept', 'image/png').expect(406);
    expect(answer.body.code).toBe('not-acceptable');
  });

  it('refuses JSON that is not UTF-8', async () => {
    const body = Buffer.from('{"name":"\xff","stock":1}', 'latin1');
    const unchanged = (bytes: unknown) => bytes as string; // or superagent would write the buffer down as JSON
    const posted = http().post('/lamps').type('application/json').serialize(unchanged).send(body);
    expect((await posted.expect(400)).body.code).toBe('malformed-json');
  });

  it('refuses a compressed body', async () => {
    const coded = http().post('/lamps').set('content-encoding', 'gzip');
    expect((await coded.send({ name: 'a', stock: 1 }).expect(415)).body.code).toBe('unsupported-media-type');
  });

  it.each([
    ['is not percent-encoded', '/lamps/%zz'],
    ['is too long', `/lamps/${'x'.repeat(300)}`],
  ])('finds nothing at a path that %s, within the trace of the caller', async (_what, path) => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await http().get(path).set('traceparent', `00-${traceId}-b7ad6b7169203331-01`).expect(404);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('problem+json'),
      'x-trace-id': traceId,
    });
    expect(answer.body).toMatchObject({ code: 'not-found', instance: path, traceId });
  });

  it.each([
    ['a method that HTTP does not have', 'BREW /lamps HTTP/1.1\r\nhost: x\r\n\r\n', 405, 'method-not-allowed'],
    ['a line that is no header', 'GET /lamps HTTP/1.1\r\nhost x\r\n\r\n', 400, 'malformed-json'],
    ['endless headers', `GET /lamps HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 413, 'too-large'],
  ])('answers %s with a problem', async (_what, text, status, code) => {
    const answer = await sent(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nx-trace-id: [0-9a-f]{32}\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, code });
  });

  /** Everything that comes back for bytes that no HTTP client would send. */
  async function sent(text: string): Promise<string> {
    const { port } = app.getHttpServer().address() as AddressInfo; // it listens
    const socket = connect(port, '127.0.0.1').end(text);
    const chunks: Buffer[] = await socket.toArray();
    return Buffer.concat(chunks).toString();
  }

  it('refuses a body over a mebibyte', async () => {
    const answer = await post({ name: 'x'.repeat(1_100_000), stock: 1 }).expect(413);
    expect(answer.body.code).toBe('too-large');
  });

  it('lets a client finish that sends too much, so that it reads why', async () => {
    for (let times = 0; times < 5; times += 1) {
      const answer = await post({ name: 'x'.repeat(8_000_000), stock: 1 }).expect(413);
      expect(answer.body.code).toBe('too-large');
    }
  });
});
