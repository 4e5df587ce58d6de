import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { front } from './front.js';
import type { ProxyEvent } from './gateway/proxy-event.js';
import type { InvokeOptions } from './lambda-function.js';
import { failed, type Outcome, RequestTooLarge, Throttled } from './outcome.js';

let server: Server | undefined;
let said: string[];

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A front before a function that does this with its event; gives its URL. */
async function before(
  invoke: (event: ProxyEvent, options: InvokeOptions) => Promise<Outcome> | Outcome,
  timeoutMs = 15_000,
): Promise<string> {
  said = [];
  const fn = { invoke: async (payload: string, options: InvokeOptions = {}) => invoke(JSON.parse(payload), options) };
  server = front({ fn, binaryMediaTypes: [], say: (sentence) => said.push(sentence), timeoutMs });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
}

const says = (answer: unknown): Outcome => ({ ok: true, payload: JSON.stringify(answer) });
const read = async (response: Response) => [response.status, await response.json()];
const internal = { message: 'Internal server error' };

test('a request comes to the function as an event, and its answer goes to the client', async () => {
  const url = await before((event) =>
    says({
      statusCode: 201,
      headers: { 'x-a': '1' },
      body: JSON.stringify([event.httpMethod, event.path, event.body]),
    }),
  );
  const response = await fetch(`${url}/v1/orders?x=1`, { method: 'POST', body: 'hello' });
  expect(await read(response)).toEqual([201, ['POST', '/v1/orders', 'hello']]);
  expect(response.headers.get('x-a')).toBe('1');
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a trace goes on, or one begins, and function and client hear of it', async () => {
  const traces: unknown[] = [];
  const url = await before((event, { traceId }) => {
    traces.push(event.headers['X-Amzn-Trace-Id'], traceId);
    return says({ statusCode: 200 });
  });
  const root = '1-6929bd1a-0123456789abcdef01234567';
  await fetch(`${url}/a`, { headers: { 'x-amzn-trace-id': `Self=1-2-3;Root=${root}` } });
  expect(traces).toEqual([`Root=${root}`, expect.stringMatching(`^Root=${root};Parent=[0-9a-f]{16};Sampled=0$`)]);
  const response = await fetch(`${url}/a`);
  expect(traces[2]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect(response.headers.get('x-amzn-trace-id')).toBe(traces[2]);
});

test('a HEAD has no body, and several cookies stay several', async () => {
  const url = await before(() =>
    says({ statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: 'x' }),
  );
  const response = await fetch(`${url}/a`, { method: 'HEAD' });
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.text()).toBe('');
});

test.each([
  ['a function error', failed('Error', 'broken'), 'broken'],
  ['an answer that is none', says('hello'), 'a malformed Lambda proxy response'],
])('%s is 502, and the log says why without the query', async (_, outcome, why) => {
  const url = await before(() => outcome);
  expect(await read(await fetch(`${url}/a?secret=1`))).toEqual([502, internal]);
  expect(said).toEqual([`GET /a: ${why}`]);
});

test('what Lambda throttles is 500', async () => {
  const url = await before(() => Promise.reject(new Throttled()));
  expect(await read(await fetch(`${url}/a`))).toEqual([500, internal]);
});

test('a function that takes longer than the integration is 504', async () => {
  const url = await before(() => new Promise(() => undefined), 20);
  expect(await read(await fetch(`${url}/a`))).toEqual([504, { message: 'Endpoint request timed out' }]);
});

test('a request may wait for an environment as long as the integration may take', async () => {
  let patience: number | undefined;
  const url = await before((_, { patienceMs }) => {
    patience = patienceMs;
    return says({ statusCode: 200 });
  }, 1234);
  await fetch(`${url}/a`);
  expect(patience).toBe(1234);
});

test('more than 10 MB is 413, and so is an event that Lambda does not take', async () => {
  const url = await before(() => Promise.reject(new RequestTooLarge(7_000_000)));
  const tooLong = [413, { message: 'Request Too Long' }];
  const body = new Uint8Array(10 * 1024 * 1024 + 1);
  expect(await read(await fetch(`${url}/a`, { method: 'POST', body }))).toEqual(tooLong);
  expect(said.join()).toContain('10485760');
  expect(await read(await fetch(`${url}/a`, { method: 'POST', body: 'x' }))).toEqual(tooLong);
});

test('a front that is being closed answers what it has taken, and ends the connection', async () => {
  const asked = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<Outcome>();
  const url = await before(() => {
    asked.resolve();
    return outcome.promise;
  });
  const answer = fetch(`${url}/a`);
  await asked.promise;
  server?.close();
  outcome.resolve(says({ statusCode: 200 }));
  const response = await answer;
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
});

test.each(['TRACE /a', 'PROPFIND /a', 'GET /', 'GET /?x=1', 'OPTIONS *'])('%s has no route', async (line) => {
  const url = await before(() => says({ statusCode: 200 }));
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
  socket.end(`${line} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const text of socket) answer += text;
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).toContain('{"message":"Missing Authentication Token"}');
});
