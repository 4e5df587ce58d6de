import { once } from 'node:events';
import { createServer } from 'node:http';
import { smoke } from './smoke.mjs';

let server;
let url;
let answers;
let asked;

beforeEach(async () => {
  asked = [];
  answers = {
    'GET /health/ready': [200, { status: 'ready' }],
    'GET /openapi.json': [200, { openapi: '3.1.0' }],
    'GET /v1/products': [200, { items: [{ id: 'p1' }] }],
    'GET /.well-known/jwks.json': [200, { keys: [{}] }],
    'GET /v1/orders': [401, {}],
    'POST /v1/auth/register': [201, {}],
    'POST /v1/auth/login': [200, { accessToken: 'of this test' }],
    'POST /v1/orders': [201, { id: 'o1', status: 'pending_payment' }],
    'GET /v1/orders/o1': [200, { status: 'paid' }],
  };
  server = createServer((request, response) => {
    const call = `${request.method} ${request.url.split('?')[0]}`;
    asked.push(call);
    const [status, body] = typeof answers[call] === 'function' ? answers[call](request) : answers[call];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${server.address().port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const run = (order = true) => smoke(url, { order }, { attempts: 3, pauseMs: 1, attemptMs: 5000 });

it('finds a shop well that takes an order and is paid', async () => {
  expect(await run()).toEqual([]);
  expect(asked).toContain('GET /v1/orders/o1');
});

it('places no order where none is wanted', async () => {
  expect(await run(false)).toEqual([]);
  expect(asked.filter((call) => call.startsWith('POST'))).toEqual([]);
});

it('waits for what starts', async () => {
  const statuses = [503, 503];
  answers['GET /health/ready'] = () => [statuses.shift() ?? 200, { status: 'ready' }];
  expect(await run()).toEqual([]);
});

it.each([
  ['GET /health/ready', [503, {}], '/health/ready gave status 503'],
  ['GET /openapi.json', [200, { openapi: '2.0' }], '/openapi.json gave another answer than the shop gives'],
  ['GET /v1/orders', [200, {}], '/v1/orders answered somebody unknown with 200 instead of 401'],
  ['POST /v1/auth/login', [500, {}], 'a customer could not register and log in (201, 500)'],
  ['POST /v1/orders', [503, {}], 'an order was answered with 503 instead of 201'],
  ['GET /v1/orders/o1', [200, { status: 'pending_payment' }], 'the order o1 is pending_payment and not paid'],
])('says what is wrong when %s gives %j', async (call, answer, fault) => {
  answers[call] = answer;
  expect(await run()).toEqual([fault]);
});

it('says that nobody answers', async () => {
  server.close();
  server.closeAllConnections();
  expect(await run()).toHaveLength(4);
});
