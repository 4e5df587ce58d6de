import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unavailable } from '@causeway/data-model';
import type { Emulator } from '@causeway/service-bus-emulator';
import { type RefusalNote, ServiceBus } from '../src/service-bus.js';
import { bridgeEvents, receiveByTriggers } from '../src/triggers.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { deadLetters, startBroker } from './bench.js';
import { eventually } from './eventually.js';
import { startTriggerHost } from './trigger-host.js';

const topic = 'notifications';
const service = 'order-service';

type Asked = { path: string | undefined; headers: Record<string, unknown>; body: unknown };

let broker: Emulator;
let host: ReturnType<typeof startTriggerHost>;
let bus: ServiceBus;
let server: Server;
let asked: Asked[];
let noted: RefusalNote[];
/** What the service answers, one after the other; 204 from then on. A status of 0 breaks the connection. */
let answers: { status: number; body?: object }[];
let authorization: () => Promise<string>;

beforeEach(async () => {
  [asked, noted, answers] = [[], [], []];
  authorization = async () => 'Bearer of the bridge';
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ path: request.url, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const { status, body } = answers.shift() ?? { status: 204 };
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, { 'content-type': 'application/problem+json' }).end(body && JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  broker = await startBroker();
  bus = new ServiceBus(broker.connectionString, 100);
  // A server that listens over TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  receiveByTriggers(service, async () =>
    bridgeEvents({
      name: service,
      url: `http://127.0.0.1:${port}`,
      authorization: () => authorization(),
      bus,
      audit: { note: (note) => void noted.push(note) },
    }),
  );
  host = startTriggerHost(broker.connectionString, service);
});

afterEach(async () => {
  await host.stop();
  await bus.close();
  await broker.stop();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const publish = (event = aNotificationEvent()) => bus.publish(aPoint, [{ topic, event }]).then(() => event);
const settled = (deadLetter = 0) =>
  eventually(() =>
    expect(broker.counts()[`${topic}/Subscriptions/${service}`]).toMatchObject({
      ...{ active: 0, scheduled: 0, locked: 0 },
      deadLetter,
    }),
  );
const reasons = async () => (await deadLetters(bus, topic, service)).map(({ deadLetterReason }) => deadLetterReason);

test('an event is posted as it is, with a token, in its trace, and completed when the service has taken it', async () => {
  const event = await publish();
  await settled();
  expect(asked).toMatchObject([
    {
      path: '/internal/events',
      headers: { authorization: 'Bearer of the bridge', 'content-type': 'application/cloudevents+json' },
      body: event,
    },
  ]);
  expect(asked[0]?.headers['x-timeout-ms']).toMatch(/^\d+$/);
});

test('the service’s refusal is a dead letter with its reason, which the bridge does not note a second time', async () => {
  answers = [
    { status: 422, body: { code: 'validation', detail: 'There is no such order.', deadLetter: 'unknown-order' } },
  ];
  await publish();
  await settled(1);
  expect(await reasons()).toEqual(['unknown-order']);
  expect(noted).toEqual([]);
});

test.each([[0], [408], [429], [500], [503]])(
  'an event is put off after the answer %d, and taken then',
  async (status) => {
    answers = [{ status }, { status }];
    const event = await publish();
    await eventually(() => expect(asked).toHaveLength(3));
    await settled();
    expect(asked.map(({ body }) => body)).toEqual([event, event, event]);
  },
);

test('an event is put off while the bridge gets no token', async () => {
  let tries = 0;
  authorization = async () => {
    tries += 1;
    if (tries < 3) throw unavailable('No token.');
    return 'Bearer at last';
  };
  await publish();
  await eventually(() => expect(asked).toHaveLength(1));
  await settled();
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer at last']);
});

test.each([[401], [403], [404], [422]])(
  'after ten answers of %d that nobody expected it is a dead letter',
  async (status) => {
    answers = Array.from({ length: 10 }, () => ({ status, body: { detail: 'no' } }));
    await publish();
    await settled(1);
    expect(asked).toHaveLength(10);
    expect(await reasons()).toEqual(['max-delivery']);
  },
);

test('what comes twice is posted twice: the service’s inbox knows it', async () => {
  const event = aNotificationEvent();
  for (const messageId of ['first', 'second']) {
    await bus.send(aPoint, topic, { body: event, messageId, applicationProperties: { type: event.type } });
  }
  await settled();
  expect(asked.map(({ body }) => body)).toEqual([event, event]);
});

test('what is no event never leaves the bridge, and is noted', async () => {
  await bus.send(aPoint, topic, { body: { hello: 'world' }, messageId: 'm', applicationProperties: { type: 'x' } });
  await settled(1);
  expect(asked).toEqual([]);
  expect(await reasons()).toEqual(['schema']);
  expect(noted).toMatchObject([{ detail: { reason: 'schema' } }]);
});
