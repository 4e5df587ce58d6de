import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@causeway/engines';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import type { SqlStore } from '@causeway/stores/sql';
import { sqlRelay } from '../src/outbox.js';
import { emulatorConfig } from '../src/topology.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { type Service, startService } from './bench.js';
import { applyOnce, type EffectTables, openEffects } from './effects.js';
import { eventually } from './eventually.js';

const topic = 'notifications';
const subscription = `${topic}/Subscriptions/order-service`;
const program = fileURLToPath(new URL('./crashing-service.ts', import.meta.url));
const hooks = new URL('../../engines/from-source.mjs', import.meta.url).href;

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

/** A dead process keeps its locks until they expire: here soon. */
function withShortLocks() {
  const config = emulatorConfig();
  for (const { Topics } of config.UserConfig.Namespaces) {
    for (const { Subscriptions } of Topics) {
      for (const { Properties } of Subscriptions) Object.assign(Properties, { LockDuration: 'PT1S' });
    }
  }
  return config;
}

/** Runs the service until its failpoint kills it; gives what it wrote. */
async function dies(role: 'publish' | 'consume' | 'fail', failpoint: string): Promise<string> {
  const flags = [
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
    '--conditions=causeway:source',
  ];
  const child = spawn(process.execPath, [...flags, `--import=${hooks}`, program, role, url, broker.connectionString], {
    env: { ...process.env, CAUSEWAY_FAILPOINT: failpoint },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const [code, signal] = await once(child, 'close');
  if (signal !== 'SIGKILL') throw new Error(`ended with ${code ?? signal}: ${errors}`);
  return output.trim();
}

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
