import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { httpHandler, type Lambda, openLambda, roundsHandler } from '../src/lambda.js';
import { timeLeft } from '../src/outgoing.js';
import { inSpan, startTelemetry } from '../src/telemetry.js';
import { closed, EchoModule } from './echo.js';

const exporter = new InMemorySpanExporter();
startTelemetry({ service: 'echo', cloud: 'aws' }, [new SimpleSpanProcessor({ exporter })]);

let lambda: Lambda;
let settlings = 0;

beforeAll(async () => {
  lambda = await openLambda({
    service: 'echo',
    cloud: 'aws',
    module: EchoModule,
    trustedProxies: 1,
    settled: async () => {
      settlings += 1;
    },
  });
});
afterAll(() => lambda.app.close());

const inContext = (ms = 15_000) => ({ getRemainingTimeInMillis: () => ms });

type Event = {
  httpMethod?: string;
  path?: string;
  multiValueHeaders?: Record<string, string[]> | null;
  multiValueQueryStringParameters?: Record<string, string[]> | null;
  body?: string | null;
  isBase64Encoded?: boolean;
};

/** An event as a REST API makes it. */
const anEvent = (event: Event = {}) => ({
  resource: '/{proxy+}',
  httpMethod: 'GET',
  path: '/echo/x',
  multiValueHeaders: null,
  multiValueQueryStringParameters: null,
  body: null,
  isBase64Encoded: false,
  requestContext: { identity: { sourceIp: '198.51.100.9' }, stage: 'prod' },
  ...event,
});

const ask = (event: Event = {}, ms?: number) => httpHandler(lambda)(anEvent(event), inContext(ms));
const echoed = async (event: Event = {}, ms?: number) => JSON.parse((await ask(event, ms)).body);

describe('a proxy event', () => {
  it('keeps its path as it came, to the byte', async () => {
    const path = "/echo/caf%C3%A9%2Fdr%20eam/'(a)'/../b/%2e%2E/";
    expect((await echoed({ path })).url).toBe(path);
  });

  it('does not reach another route by dots in its path', async () => {
    expect((await ask({ path: '/echo/../picture' })).multiValueHeaders).toHaveProperty('x-echo-method');
  });

  it('may have a path that was decoded: what no target can hold is encoded again', async () => {
    expect((await echoed({ path: '/echo/a b?c#d/é' })).url).toBe('/echo/a%20b%3Fc%23d/%C3%A9');
  });

  it('has its query decoded once, and not twice', async () => {
    const multiValueQueryStringParameters = { q: ['100%25', 'a&b=c +é'], 'f[x]': [''] };
    const { query, url } = await echoed({ multiValueQueryStringParameters });
    expect(query).toEqual({ q: ['100%25', 'a&b=c +é'], 'f[x]': '' });
    expect(url).toBe('/echo/x?q=100%2525&q=a%26b%3Dc%20%2B%C3%A9&f%5Bx%5D=');
  });

  it('keeps each value of a header, and joins cookies as browsers do', async () => {
    const { headers } = await echoed({
      multiValueHeaders: { Accept: ['application/json'], 'X-Two': ['1', '2'], cookie: ['a=1', 'b=2'] },
    });
    expect(headers).toMatchObject({ accept: 'application/json', 'x-two': '1, 2', cookie: 'a=1; b=2' });
  });

  it('brings no header of the gateway’s own connection', async () => {
    const { headers } = await echoed({
      multiValueHeaders: {
        Connection: ['keep-alive, X-Hop'],
        'X-Hop': ['1'],
        'Transfer-Encoding': ['chunked'],
        TE: ['trailers'],
      },
    });
    for (const name of ['connection', 'x-hop', 'transfer-encoding', 'te']) expect(headers).not.toHaveProperty(name);
  });

  it('may have a body of text or of bytes', async () => {
    const body = '{"name":"café"}';
    const headers = { 'Content-Type': ['application/json'] };
    const asText = await echoed({ httpMethod: 'POST', multiValueHeaders: headers, body });
    const asBytes = await echoed({
      ...{ httpMethod: 'POST', multiValueHeaders: headers, isBase64Encoded: true },
      body: Buffer.from(body).toString('base64'),
    });
    expect([asText.body, asBytes.body]).toEqual([{ name: 'café' }, { name: 'café' }]);
  });

  it('is answered in its caller’s trace, whatever X-Ray calls it', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { multiValueHeaders } = await ask({
      multiValueHeaders: {
        traceparent: [traceparent],
        'X-Amzn-Trace-Id': ['Root=1-67891233-abcdef012345678912345678'],
      },
    });
    expect(multiValueHeaders?.['x-trace-id']).toEqual(['a'.repeat(32)]);
  });

  it('comes from the viewer whom the one proxy before the gateway names, and from no one that the viewer names', async () => {
    const forwarded = ['203.0.113.66, 203.0.113.7, 198.51.100.9'];
    expect((await echoed({ multiValueHeaders: { 'X-Forwarded-For': forwarded } })).ip).toBe('203.0.113.7');
    expect((await echoed({ multiValueHeaders: { 'X-Forwarded-For': ['198.51.100.9'] } })).ip).toBe('198.51.100.9');
  });

  it('leaves its handler no more time than the function has, and no more than its caller wants', async () => {
    const { leftMs: ofFunction } = await echoed({}, 4000);
    expect(ofFunction).toBeLessThanOrEqual(2500);
    expect(ofFunction).toBeGreaterThan(1000);
    const { leftMs: ofCaller } = await echoed({ multiValueHeaders: { 'x-timeout-ms': ['300'] } });
    expect(ofCaller).toBeLessThanOrEqual(300);
    const { leftMs: longed } = await echoed({ multiValueHeaders: { 'x-timeout-ms': ['900000'] } }, 4000);
    expect(longed).toBeLessThanOrEqual(2500);
  });

  it.each([
    [{}, 'httpMethod'],
    [{ ...anEvent(), path: 'echo' }, 'path'],
    [{ ...anEvent(), requestContext: {} }, 'requestContext.identity'],
    [{ version: '2.0', rawPath: '/echo', requestContext: { http: { method: 'GET' } } }, 'httpMethod'],
    [null, 'the event'],
  ])('that is none is an error that says what is wrong: %j', async (event, what) => {
    await expect(httpHandler(lambda)(event, inContext())).rejects.toThrow(
      new RegExp(`^This handler takes proxy events of API Gateway REST APIs .*${what}`),
    );
  });
});

describe('an answer', () => {
  it('is text where it is text', async () => {
    expect(await ask()).toMatchObject({ statusCode: 200, isBase64Encoded: false });
  });

  it('is base64 where it is bytes', async () => {
    const { body, isBase64Encoded } = await ask({ path: '/picture' });
    expect(isBase64Encoded).toBe(true);
    expect([...Buffer.from(body, 'base64')]).toEqual([137, 80, 78, 71, 0, 255, 254]);
  });

  it('keeps each cookie, and nothing of a connection', async () => {
    const { multiValueHeaders } = await ask({ path: '/cookies' });
    expect(multiValueHeaders?.['set-cookie']).toEqual(['a=1; Path=/', 'b=2; HttpOnly']);
    const { multiValueHeaders: plain } = await ask();
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'x-of-the-hop'])
      expect(plain).not.toHaveProperty(name);
  });

  it.each([
    ['/nothing', 204],
    ['/unchanged', 304],
  ])('of %s has no body', async (path, statusCode) => {
    expect(await ask({ path })).toMatchObject({ statusCode, body: '', isBase64Encoded: false });
  });

  it('to HEAD is that to GET without the body', async () => {
    const [head, get] = [await ask({ httpMethod: 'HEAD', path: '/cookies' }), await ask({ path: '/cookies' })];
    expect(head).toMatchObject({ statusCode: 200, body: '' });
    expect(head.multiValueHeaders?.['set-cookie']).toEqual(get.multiValueHeaders?.['set-cookie']);
  });

  it('of events is all of them, once the stream has ended, and its end is known', async () => {
    closed.length = 0;
    const { body, multiValueHeaders } = await ask({ path: '/events' });
    expect(body).toBe('event: one\n\nevent: two\n\n');
    expect(multiValueHeaders?.['content-type']).toEqual(['text/event-stream']);
    expect(closed).toEqual(['events']);
  });

  it('leaves when what was begun beside it has ended', async () => {
    settlings = 0;
    await ask();
    expect(settlings).toBe(1);
  });

  it('has its span when it leaves', async () => {
    exporter.reset();
    await ask();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['GET /echo/*']);
  });

  it('of health needs no handler', async () => {
    expect(JSON.parse((await ask({ path: '/health/live' })).body)).toEqual({ status: 'live' });
    expect(await ask({ path: '/no/such' })).toMatchObject({ statusCode: 404 });
  });
});

describe('what hangs at the end of an invocation', () => {
  it('is waited for, and not for long', async () => {
    const hanging = await openLambda({
      service: 'echo',
      cloud: 'aws',
      module: EchoModule,
      settled: () => new Promise(() => undefined),
    });
    const begun = Date.now();
    expect(await httpHandler(hanging)(anEvent(), inContext())).toMatchObject({ statusCode: 200 });
    expect(Date.now() - begun).toBeLessThan(5000);
    await hanging.app.close();
  });
});

describe('a schedule', () => {
  const round = (name: string, work: () => Promise<unknown>) => ({
    name,
    everyMs: 1000,
    failed: `${name} failed`,
    work,
  });

  it('takes a turn of each round, side by side, within the time there is', async () => {
    const left: number[] = [];
    const both = Promise.withResolvers<void>();
    const turn = async () => {
      left.push(timeLeft());
      if (left.length === 2) both.resolve();
      await both.promise;
    };
    await roundsHandler(lambda, [round('one', turn), round('two', turn)])({}, inContext(30_000));
    expect(left.every((ms) => ms > 20_000 && ms <= 28_000)).toBe(true);
  });

  it('fails when a round has, after the others have ended', async () => {
    let ended = false;
    const rounds = [
      round('bad', () => Promise.reject(new Error('no'))),
      round('good', async () => {
        await inSpan('work', {}, async () => trace.getActiveSpan());
        ended = true;
      }),
    ];
    await expect(roundsHandler(lambda, rounds)({}, inContext())).rejects.toThrow(/: bad\.$/);
    expect(ended).toBe(true);
  });

  it('ends what takes too long before the function is killed', async () => {
    const rounds = [round('endless', () => new Promise(() => undefined))];
    await expect(roundsHandler(lambda, rounds)({}, inContext(2050))).rejects.toThrow(/: endless\.$/);
  });
});
