import { type TestDatabase, testDatabase } from '@causeway/engines';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import type { SqlStore } from '@causeway/stores/sql';
import { sqlRelay } from '../src/outbox.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { type Service, startService } from './bench.js';
import { dies as diesAt, type Role } from './dies.js';
import { applyOnce, type EffectTables, openEffects } from './effects.js';
import { eventually } from './eventually.js';
import { withShortLocks } from './short-locks.js';

const topic = 'notifications';
const subscription = `${topic}/Subscriptions/order-service`;

let database: TestDatabase;
let url: string;
let store: SqlStore<EffectTables>;
let broker: Emulator;
let next: Service | undefined;

beforeEach(async () => {
  database = await testDatabase();
  url = database.url;
  store = await openEffects(url);
  broker = await startEmulator({ config: withShortLocks(), memory: true });
});

afterEach(async () => {
  await next?.stop();
  next = undefined;
  await broker.stop();
  await store.close();
  await database.release();
});

const dies = (role: Role, failpoint: string) =>
  diesAt(role, failpoint, { url, connectionString: broker.connectionString });

const effects = () => store.db.selectFrom('effects').selectAll().execute();

async function consume(): Promise<Service> {
  const service = await startService('order-service', broker.connectionString);
  service.handle = (event) => applyOnce(store, event);
  return service;
}

const atRest = () =>
  eventually(() => expect(broker.counts()[subscription]).toMatchObject({ active: 0, scheduled: 0, deadLetter: 0 }));

test.each(['test.written', 'outbox.published'])(
  'a publisher killed at %s loses nothing, and its event has its effect once',
  async (failpoint) => {
    const eventId = await dies('publish', failpoint);
    next = await consume();
    const relay = sqlRelay({ store, publisher: next.bus }, { everyMs: 50 });
    relay.start();
    await eventually(async () => expect(await effects()).toEqual([{ event_id: eventId }]));
    await eventually(async () => expect(await store.db.selectFrom('outbox').selectAll().execute()).toEqual([]));
    await relay.stop();
    await atRest();
    expect(next.deliveries).toHaveLength(1);
  },
);

test('a consumer killed after its effect, before completing, is delivered the event again, and the effect stays one', async () => {
  const sender = await startService('payment-service', broker.connectionString);
  const event = aNotificationEvent();
  await sender.bus.publish(aPoint, [{ topic, event }]);
  await sender.stop();
  await dies('consume', 'consumer.handled');
  expect(await effects()).toEqual([{ event_id: event.id }]);
  next = await consume();
  await atRest();
  expect(next.deliveries).toHaveLength(1);
  expect(await effects()).toEqual([{ event_id: event.id }]);
});

test('a consumer killed between scheduling a later try and completing is delivered both, and the effect is one', async () => {
  const sender = await startService('payment-service', broker.connectionString);
  const event = aNotificationEvent();
  await sender.bus.publish(aPoint, [{ topic, event }]);
  await sender.stop();
  await dies('fail', 'consumer.rescheduled');
  next = await consume();
  await atRest();
  expect(next.deliveries.map(({ redelivery }) => redelivery)).toEqual(expect.arrayContaining([0, 1]));
  expect(await effects()).toEqual([{ event_id: event.id }]);
});

test('a lock is renewed for as long as its handler works', async () => {
  next = await consume();
  const service = next;
  service.handle = () => new Promise((resolve) => setTimeout(resolve, 2500));
  await service.bus.publish(aPoint, [{ topic, event: aNotificationEvent() }]);
  await eventually(() => expect(service.deliveries).toHaveLength(1));
  await atRest();
  expect(service.deliveries).toHaveLength(1);
});
