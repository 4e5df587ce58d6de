import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { cleanUp, type RunningHost, startHost } from './running-host.js';

const index = `
import { app } from '@azure/functions';

app.http('echo', {
  route: 'echo/{id:int}/{*rest}',
  methods: ['GET', 'POST'],
  authLevel: 'anonymous',
  handler: async (request, context) => ({
    status: 201,
    headers: { 'x-invocation': context.invocationId, 'x-trace': context.traceContext.traceParent },
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      body: request.method === 'POST' ? Buffer.from(await request.arrayBuffer()).toString('base64') : null,
    },
  }),
});
app.http('bytes', { authLevel: 'anonymous', handler: () => ({ body: Buffer.from([0, 1, 254, 255]) }) });
app.http('cookies', {
  authLevel: 'anonymous',
  handler: () => ({ cookies: [{ name: 'a', value: '1', httpOnly: true }, { name: 'b', value: '2', sameSite: 'Strict' }] }),
});
app.http('nothing', { authLevel: 'anonymous', handler: () => undefined });
app.http('fails', { authLevel: 'anonymous', handler: () => { throw new Error('a secret reason'); } });
app.http('guarded', { authLevel: 'function', handler: () => ({ body: 'in' }) });
const held = [];
app.http('hold', { authLevel: 'anonymous', handler: () => new Promise((resolve) => held.push(resolve)) });
app.http('release', { authLevel: 'anonymous', handler: () => { for (const free of held.splice(0)) free({ body: 'freed' }); return {}; } });
app.http('all', { route: '{*path}', methods: ['DELETE', 'HEAD'], authLevel: 'anonymous', handler: (request) => ({ body: request.params.path }) });
`;

let host: RunningHost & { url: string };
beforeAll(async () => {
  host = await startHost({ index });
});
afterAll(cleanUp);

test('a function gets the request as it was sent, with what its route takes out of the path', async () => {
  const trace = 'ab'.repeat(16);
  const response = await fetch(`${host.url}/echo/7/a%20b/c?x=1&y=a&y=b`, {
    method: 'POST',
    body: Buffer.from([0, 128, 255]),
    headers: { 'x-forwarded-for': '203.0.113.9', 'x-mine': 'yes', traceparent: `00-${trace}-${'cd'.repeat(8)}-01` },
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-trace')).toMatch(new RegExp(`^00-${trace}-(?!${'cd'.repeat(8)})[0-9a-f]{16}-01$`));
  expect(response.headers.get('x-invocation')).toMatch(/^[0-9a-f-]{36}$/);
  const seen = await response.json();
  expect(seen).toMatchObject({
    method: 'POST',
    url: `${host.url}/echo/7/a%20b/c?x=1&y=a&y=b`,
    params: { id: '7', rest: 'a b/c' },
    query: { x: '1', y: 'a,b' },
    body: Buffer.from([0, 128, 255]).toString('base64'),
  });
  expect(seen).toMatchObject({
    headers: { 'x-mine': 'yes', 'x-forwarded-for': expect.stringMatching(/^203\.0\.113\.9, 127\.0\.0\.1:\d+$/) },
  });
});

test('bodies are bytes in both directions', async () => {
  const response = await fetch(`${host.url}/bytes`);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 1, 254, 255]));
  expect(response.headers.get('content-length')).toBe('4');
});

test('each cookie is a header of its own', async () => {
  const response = await fetch(`${host.url}/cookies`);
  expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2; SameSite=Strict']);
});

test('a function that returns nothing answers 204', async () => {
  expect((await fetch(`${host.url}/nothing`)).status).toBe(204);
});

test('of what a function throws the caller learns nothing, and the log everything', async () => {
  const response = await fetch(`${host.url}/fails`);
  expect([response.status, await response.text()]).toEqual([500, '']);
  expect(await host.line("Executed 'Functions.fails' (Failed")).toContain('a secret reason');
});

test.each([
  ['GET', '/echo/seven/x', 404],
  ['PUT', '/echo/7/x', 404],
  ['GET', '/admin/host/status', 401],
])('%s %s answers %d', async (method, path, status) => {
  expect((await fetch(host.url + path, { method })).status).toBe(status);
});

test('what no more exact route takes goes to the one for everything', async () => {
  expect(await (await fetch(`${host.url}/x/y`, { method: 'DELETE' })).text()).toBe('x/y');
  const head = await fetch(`${host.url}/x/y`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a key is not asked for here, which is said', async () => {
  expect(await (await fetch(`${host.url}/guarded`)).text()).toBe('in');
  await host.line('guarded asks for a key in the cloud (function); here nobody has to give one.');
});

test('every call is in the log with its id, how it ended and how long it took', async () => {
  const invocation = (await fetch(`${host.url}/echo/1/x`)).headers.get('x-invocation');
  await host.line(
    `Executing 'Functions.echo' (Reason='This function was programmatically called via the host APIs.', Id=${invocation})`,
  );
  expect(await host.line(`(Succeeded, Id=${invocation}, Duration=`)).toMatch(
    /Executed 'Functions\.echo' .*Duration=\d+ms\)/,
  );
});

test('two requests on one connection are two calls', async () => {
  const { port } = new URL(host.url);
  const socket = connect(Number(port), '127.0.0.1');
  const ask = (last: boolean) => `GET /bytes HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
  socket.write(ask(false) + ask(true));
  expect((await text(socket)).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
});

test('what is more than host.json allows is turned away with 429', async () => {
  const limited = await startHost({
    index,
    host: { extensions: { http: { routePrefix: '', maxConcurrentRequests: 2, maxOutstandingRequests: 2 } } },
  });
  const first = fetch(`${limited.url}/hold`);
  await limited.line("Executing 'Functions.hold'");
  const second = fetch(`${limited.url}/hold`);
  await limited.line("Executing 'Functions.hold'", 2);
  expect((await fetch(`${limited.url}/bytes`)).status).toBe(429);
  // There is no room for the release, so the end of the host is theirs, once it has waited for them.
  await limited.stop();
  expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([500, 500]);
  await limited.line('What still ran after 3 s is left to itself.');
});
