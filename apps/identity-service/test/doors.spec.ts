import { type Engine, startDynamo } from '@causeway/engines';
import { emulatorConfig } from '@causeway/messaging/topology';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';

let dynamo: Engine;
let broker: Emulator;

beforeAll(async () => {
  [dynamo, broker] = await Promise.all([startDynamo(), startEmulator({ config: emulatorConfig(), memory: true })]);
  Object.assign(process.env, {
    PORT: '0',
    ORDER_URL: 'http://127.0.0.1:9',
    PAYMENT_URL: 'http://127.0.0.1:9',
    NOTIFICATION_URL: 'http://127.0.0.1:9',
    ANALYTICS_URL: 'http://127.0.0.1:9',
    DYNAMODB_ENDPOINT: dynamo.endpoint,
    DYNAMODB_TABLE: 'identity-doors',
    DYNAMODB_CREATE_TABLE: 'true',
    SERVICE_BUS_CONNECTION_STRING: broker.connectionString,
    CURSOR_SECRET: 'a secret of this test alone and long enough',
  });
});
afterAll(async () => {
  await Promise.all([dynamo.stop(), broker.stop()]);
});

const context = { getRemainingTimeInMillis: () => 15_000 };

it('behind Lambda there are requests, a relay and rounds', async () => {
  const { http, relay, rounds } = await import('../src/lambda.js');
  const request = { httpMethod: 'GET', path: '/health/ready', requestContext: { identity: { sourceIp: '127.0.0.1' } } };
  expect(await http(request, context)).toMatchObject({ statusCode: 200, body: '{"status":"ready"}' });
  expect(await relay({ Records: [] })).toEqual({ batchItemFailures: [] });
  await rounds({}, context);
});
