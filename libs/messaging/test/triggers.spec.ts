import { unavailable } from '@causeway/data-model';
import type { Emulator } from '@causeway/service-bus-emulator';
import { DeadLetter, type RefusalNote, ServiceBus } from '../src/service-bus.js';
import { receiveByTriggers } from '../src/triggers.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent, anAccountEvent } from './an-event.js';
import { deadLetters, startBroker } from './bench.js';
import { eventually } from './eventually.js';
import { bindingOf, startTriggerHost, trigger } from './trigger-host.js';

const topic = 'notifications';
const service = 'order-service';

let broker: Emulator;
let host: ReturnType<typeof startTriggerHost>;
let bus: ServiceBus;
let handled: { id: string; redelivery: number }[];
let noted: RefusalNote[];
/** What the handler does, and what opening the application does. */
let handle: (id: string) => Promise<void>;
let open: () => Promise<void>;

beforeEach(async () => {
  broker = await startBroker();
  bus = new ServiceBus(broker.connectionString, 200);
  [handled, noted] = [[], []];
  handle = async () => undefined;
  open = async () => undefined;
  process.env.SERVICE_BUS_CONNECTION_STRING = broker.connectionString;
  process.env.REDELIVERY_MAX_DELAY_MS = '200';
  receiveByTriggers(service, async () => {
    await open();
    return {
      deliver: async ({ id }, _source, redelivery) => {
        handled.push({ id, redelivery });
        await handle(id);
      },
      bus,
      audit: { note: (note) => void noted.push(note) },
    };
  });
  host = startTriggerHost(broker.connectionString, service);
});

afterEach(async () => {
  await host.stop();
  await bus.close();
  await broker.stop();
});

const publish = (event = aNotificationEvent()) => bus.publish(aPoint, [{ topic, event }]).then(() => event);
const counts = () => broker.counts()[`${topic}/Subscriptions/${service}`];
const atRest = { active: 0, scheduled: 0, locked: 0, deadLetter: 0 };
const settled = (deadLetter = 0) => eventually(() => expect(counts()).toMatchObject({ ...atRest, deadLetter }));
const letters = async () =>
  (await deadLetters(bus, topic, service)).map(({ deadLetterReason, deadLetterErrorDescription }) => [
    deadLetterReason,
    deadLetterErrorDescription,
  ]);

test('a trigger asks the host for bytes, one message at a time, and to settle nothing', () => {
  expect(bindingOf(`${topic}-${service}`)).toMatchObject({
    type: 'serviceBusTrigger',
    connection: 'ServiceBus',
    topicName: topic,
    subscriptionName: service,
    cardinality: 'one',
    dataType: 'binary',
    autoCompleteMessages: false,
  });
});

test('what is handled is completed, over the management link', async () => {
  const event = await publish();
  await settled();
  expect(handled).toEqual([{ id: event.id, redelivery: 0 }]);
  expect(host.faults).toEqual([]);
});

test('what will never be fit is a dead letter with its reason, and noted', async () => {
  handle = async () => {
    throw new DeadLetter('unknown-order', 'There is no such order.');
  };
  await publish();
  await settled(1);
  expect(await letters()).toEqual([['unknown-order', 'There is no such order.']]);
  expect(noted).toMatchObject([{ type: 'event.refused', detail: { reason: 'unknown-order' } }]);
});

test('what is no event, or another topic’s, is a dead letter before anybody handles it', async () => {
  await bus.send(aPoint, topic, { body: Buffer.from('{"no'), messageId: 'm1', applicationProperties: { type: 'x' } });
  const body = anAccountEvent();
  await bus.send(aPoint, topic, { body, messageId: 'm2', applicationProperties: { type: body.type } });
  await settled(2);
  expect((await letters()).map(([reason]) => reason).sort()).toEqual(['forged', 'schema']);
  expect(handled).toEqual([]);
});

test('what cannot be handled because something is away comes again later, under its own id', async () => {
  let tries = 0;
  handle = async () => {
    tries += 1;
    if (tries < 3) throw unavailable('The store is away.');
  };
  const { id } = await publish();
  await eventually(() => expect(handled).toHaveLength(3));
  await settled();
  expect(handled).toEqual([0, 1, 2].map((redelivery) => ({ id, redelivery })));
});

test('what fails for no known reason is given back, and a dead letter after its tenth delivery', async () => {
  handle = async () => {
    throw new TypeError('a fault of ours');
  };
  await publish();
  await settled(1);
  expect(handled).toHaveLength(10);
  expect(await letters()).toEqual([['max-delivery', 'TypeError: a fault of ours']]);
});

test('while the application cannot be opened events are put off, and none of them is poison', async () => {
  let openings = 0;
  open = async () => {
    openings += 1;
    if (openings < 14) throw new Error('the database is away');
  };
  const { id } = await publish();
  await eventually(() => expect(handled).toHaveLength(1));
  await settled();
  expect(handled).toEqual([{ id, redelivery: 13 }]);
  expect(openings).toBe(14);
});

test('a repeated event is handed over like any other: the inbox knows it', async () => {
  const event = aNotificationEvent();
  for (const messageId of ['first', 'second']) {
    await bus.send(aPoint, topic, { body: event, messageId, applicationProperties: { type: event.type } });
  }
  await settled();
  expect(handled.map(({ id }) => id)).toEqual([event.id, event.id]);
});

test('a message whose lock was lost meanwhile is delivered again', async () => {
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  handle = () => (handled.length === 1 ? goOn : Promise.resolve());
  const event = await publish();
  await eventually(() => expect(handled).toHaveLength(1));
  // The host closes the link that the message came over, and another instance of it receives.
  const other = startTriggerHost(broker.connectionString, service);
  await host.stop();
  resolve();
  await settled();
  expect(new Set(handled.map(({ id }) => id))).toEqual(new Set([event.id]));
  await other.stop();
});

test('what is no message of the bus is an error that says so', async () => {
  await expect(trigger(`${topic}-${service}`, { string: 'hello' }, { MessageId: { string: 'm' } })).rejects.toThrow(
    'This is no message that a Service Bus trigger was called with (lockToken',
  );
});
