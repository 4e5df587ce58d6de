import { invokeFunction, registeredFunctions, startSurroundings } from '@causeway/testing/doors';

let around: Awaited<ReturnType<typeof startSurroundings>>;

beforeAll(async () => {
  around = await startSurroundings('product-service');
  Object.assign(process.env, around.env);
});
afterAll(() => around.stop());

const context = { getRemainingTimeInMillis: () => 15_000 };

it('behind Lambda there are requests, a relay and rounds', async () => {
  const { http, relay, rounds } = await import('../src/lambda.js');
  const request = { httpMethod: 'GET', path: '/health/ready', requestContext: { identity: { sourceIp: '127.0.0.1' } } };
  expect(await http(request, context)).toMatchObject({ statusCode: 200, body: '{"status":"ready"}' });
  expect(await relay({ Records: [] })).toEqual({ batchItemFailures: [] });
  await rounds({}, context);
});

it('behind Functions there are requests, triggers for its subscriptions, and timers', async () => {
  await import('../src/functions.js');
  expect([...registeredFunctions().keys()].sort()).toEqual([
    'end-leases',
    'http',
    'orders-product-service',
    'sweep-outbox',
  ]);
  const http = registeredFunctions().get('http');
  if (http === undefined) throw new Error('It was among them.');
  const url = 'https://shop.example/health/ready';
  const answer = await invokeFunction(http, { http: { method: 'GET', url, headers: {} } });
  expect(answer).toMatchObject({ http: { statusCode: '200' } });
});

it('the bridge has triggers for its subscriptions, and stores nothing', async () => {
  const { openBridge, settings } = await import('../src/bridge.module.js');
  await import('../src/bridge.js');
  expect(Object.keys(settings.shape).filter((name) => /DYNAMODB|SQL/.test(name))).toEqual([]);
  expect([...registeredFunctions().keys()]).toContain('orders-product-service');
  const { bus } = await openBridge();
  await bus.close();
});
