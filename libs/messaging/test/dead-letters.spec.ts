import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@causeway/data-model';
import { type Engine, startDynamo } from '@causeway/engines';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { DynamoTable, ensureTable, openDynamo } from '@causeway/stores/dynamo';
import type { SqlStore } from '@causeway/stores/sql';
import { jest } from '@jest/globals';
import { type DeadLetterPlace, openPlaces, type WholeLetter } from '../src/dead-letters.js';
import { outboxAdd, outboxIndex, outboxPut } from '../src/outbox.js';
import { DeadLetter } from '../src/service-bus.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { type Service, startService } from './bench.js';
import { dies } from './dies.js';
import { applyOnce, type EffectTables, openEffects } from './effects.js';
import { eventually } from './eventually.js';
import { withShortLocks } from './short-locks.js';

jest.setTimeout(60_000);

const topic = 'notifications';
const orders = `${topic}/order-service`;
const counted = (name: string) => broker.counts()[`${topic}/Subscriptions/${name}`];

let folder: string;
let url: string;
let store: SqlStore<EffectTables>;
let broker: Emulator;
let service: Service;
let office: ReturnType<typeof openPlaces>;
let dynamo: Engine;
let endpoint: string;
let serial = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
  endpoint = dynamo.endpoint;
});

afterAll(() => dynamo.stop());

beforeEach(async () => {
  serial += 1;
  folder = mkdtempSync(join(tmpdir(), 'causeway-letters-'));
  url = `sqlite:${join(folder, 'payments.db')}`;
  store = await openEffects(url);
  broker = await startEmulator({ config: withShortLocks('PT5S'), memory: true });
  service = await startService('order-service', broker.connectionString);
  const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: endpoint });
  await ensureTable(client, { table: table(), indexes: [outboxIndex] });
  client.destroy();
  office = open();
});

afterEach(async () => {
  await office.close();
  await service.stop();
  await broker.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

const table = () => `orders-${serial}`;

const open = () =>
  openPlaces({
    serviceBus: broker.connectionString,
    dynamo: { region: 'eu-west-1', endpoint, tables: [table()] },
    databases: [url],
  });

function placeIn({ places }: Pick<typeof office, 'places'>, name: string): DeadLetterPlace {
  const place = places.find((one) => one.name === name);
  if (place === undefined) throw new Error(`There is no ${name}.`);
  return place;
}

const lettersIn = (name: string): Promise<WholeLetter[]> => Array.fromAsync(placeIn(office, name).letters());

async function onlyLetter(name: string): Promise<WholeLetter> {
  const [letter, another] = await lettersIn(name);
  if (letter === undefined || another !== undefined) throw new Error(`${name} has none or several`);
  return letter;
}

/** Publishes an event that its consumer refuses; gives it once it is a dead letter. */
async function refused(): Promise<CloudEvent> {
  const event = aNotificationEvent();
  service.handle = () => {
    throw new DeadLetter('unknown-order', 'There is no such order.');
  };
  await service.bus.publish(aPoint, [{ topic, event }]);
  await eventually(() => expect(counted('order-service')).toMatchObject({ active: 0, deadLetter: 1 }));
  service.deliveries.length = 0;
  service.handle = (one) => applyOnce(store, one);
  return event;
}

const effects = () => store.db.selectFrom('effects').selectAll().execute();

const atRest = () =>
  eventually(
    () => expect(counted('order-service')).toMatchObject({ active: 0, scheduled: 0, locked: 0, deadLetter: 0 }),
    15_000,
  );

describe('a dead letter', () => {
  it('is told with its place, reason, event and trace', async () => {
    const event = await refused();
    expect(await onlyLetter(orders)).toMatchObject({
      place: orders,
      eventId: event.id,
      type: event.type,
      reason: 'unknown-order',
      description: 'There is no such order.',
      attempts: 1,
      traceId: event.traceparent.slice(3, 35),
      body: event,
      pointless: null,
    });
  });

  it('goes back to its own subscription alone, as a new message with the same event', async () => {
    const other = await startService('analytics-service', broker.connectionString);
    const event = await refused();
    await eventually(() => expect(other.deliveries).toHaveLength(1));
    const { id } = await onlyLetter(orders);
    expect(await placeIn(office, orders).redrive([id])).toEqual(new Map([[id, 'redriven']]));
    await eventually(async () => expect(await effects()).toEqual([{ event_id: event.id }]));
    await atRest();
    expect(service.deliveries).toEqual([{ event, redelivery: 0 }]);
    expect(other.deliveries).toHaveLength(1);
    await other.stop();
  });

  it('has one effect when it is redriven twice at the same time', async () => {
    const event = await refused();
    const { id } = await onlyLetter(orders);
    const second = open();
    const outcomes = await Promise.all([office, second].map((one) => placeIn(one, orders).redrive([id])));
    expect(outcomes.map((one) => one.get(id)).sort()).toEqual(['gone', 'redriven']);
    await atRest();
    expect(await effects()).toEqual([{ event_id: event.id }]);
    await second.close();
  });

  it('has no further effect when its event has had its own', async () => {
    const event = await refused();
    await service.strategy.receive(event);
    const { id } = await onlyLetter(orders);
    await placeIn(office, orders).redrive([id]);
    await atRest();
    expect(service.deliveries).toHaveLength(2);
    expect(await effects()).toEqual([{ event_id: event.id }]);
  });

  it('whose redrive dies between sending and completing has one effect, and is there for the next', async () => {
    const event = await refused();
    await dies('redrive', 'dlq.sent', { url, connectionString: broker.connectionString });
    await eventually(async () => expect(await effects()).toEqual([{ event_id: event.id }]));
    const { id } = await onlyLetter(orders);
    const again = await eventually(async () => {
      const outcome = (await placeIn(office, orders).redrive([id])).get(id);
      if (outcome === 'held') throw new Error('the dead process still has it');
      return outcome;
    });
    expect(again).toBe('redriven');
    await atRest();
    expect(await effects()).toEqual([{ event_id: event.id }]);
  });

  it('stays when it could not be sent', async () => {
    await refused();
    const { id } = await onlyLetter(orders);
    const config = withShortLocks('PT5S');
    await broker.stop();
    await expect(placeIn(office, orders).redrive([id])).rejects.toBeDefined();
    broker = await startEmulator({ config, memory: true, port: broker.port });
  });

  it('that is no event says that a redrive is pointless', async () => {
    const sender = service.bus.client.createSender(topic);
    const body = Buffer.from([0, 255, 7]);
    await sender.sendMessages({ body, messageId: 'bad', applicationProperties: { type: 'shop.notification.sent.v1' } });
    await eventually(() => expect(counted('order-service')).toMatchObject({ deadLetter: 1 }));
    const letter = await onlyLetter(orders);
    expect(letter).toMatchObject({ eventId: 'bad', reason: 'schema', pointless: expect.stringContaining('not JSON') });
    await placeIn(office, orders).redrive([letter.id]);
    await eventually(async () => expect((await onlyLetter(orders)).id).not.toBe(letter.id));
  });
});

test('of many letters those that were named go, and the others stay', async () => {
  service.handle = () => {
    throw new DeadLetter('unknown-order', 'There is no such order.');
  };
  const events = Array.from({ length: 120 }, () => aNotificationEvent());
  await service.bus.publish(
    aPoint,
    events.map((event) => ({ topic, event })),
  );
  await eventually(() => expect(counted('order-service')).toMatchObject({ deadLetter: 120 }));
  service.handle = (one) => applyOnce(store, one);
  const letters = await lettersIn(orders);
  const named = letters.filter((_, index) => index % 40 === 39);
  await placeIn(office, orders).redrive(named.map(({ id }) => id));
  await eventually(async () => expect(await effects()).toHaveLength(named.length));
  expect(counted('order-service')).toMatchObject({ active: 0, deadLetter: 120 - named.length });
});

describe.each(['DynamoDB', 'SQL'])('an outbox in %s', (kind) => {
  const name = () => (kind === 'SQL' ? 'outbox/payments' : `outbox/${table()}`);
  const old = () => ({ ...aNotificationEvent(), time: '2026-11-21T09:00:00.000Z' });

  async function set(event: CloudEvent, { isParked }: { isParked: boolean }): Promise<void> {
    if (kind === 'SQL') {
      await store.transaction(aPoint, (trx) => outboxAdd(trx, event));
      if (!isParked) return;
      const set = { attempts: 10, parked_reason: 'no message can carry it' };
      await store.write(aPoint, (db) => db.updateTable('outbox').set(set).execute());
      return;
    }
    const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: endpoint });
    const own = new DynamoTable(client, table());
    await own.transact(aPoint, [outboxPut(own, event)]);
    const change = {
      update: 'SET #outboxShard = :parked, #parkedReason = :reason, #attempts = :ten',
      values: { parked: 'PARKED', reason: 'no message can carry it', ten: 10 },
    };
    if (isParked) await own.write(aPoint, own.update({ pk: `OUT#${event.id}`, sk: 'OUT' }, change));
    client.destroy();
  }

  it('shows what is parked, with the reason, and publishes it when it is redriven', async () => {
    service.handle = (one) => applyOnce(store, one);
    const event = old();
    await set(event, { isParked: true });
    const letter = await onlyLetter(name());
    expect(letter).toMatchObject({
      eventId: event.id,
      type: event.type,
      reason: 'parked',
      description: 'no message can carry it',
      attempts: 10,
      body: event,
    });
    expect((await placeIn(office, name()).redrive([letter.id])).get(letter.id)).toBe('redriven');
    await eventually(async () => expect(await effects()).toEqual([{ event_id: event.id }]));
    expect(await lettersIn(name())).toEqual([]);
    expect((await placeIn(office, name()).redrive([letter.id])).get(letter.id)).toBe('gone');
    await atRest();
    expect(await effects()).toHaveLength(1);
  });

  it('shows what is stuck, and nothing that is only on its way', async () => {
    const [stuck, young] = [old(), { ...aNotificationEvent(), time: new Date().toISOString() }];
    await set(stuck, { isParked: false });
    await set(young, { isParked: false });
    expect(await onlyLetter(name())).toMatchObject({ eventId: stuck.id, reason: 'stuck', attempts: 0 });
  });

  it('keeps what was redriven while the broker is away, as if it had never been tried', async () => {
    const event = old();
    await set(event, { isParked: true });
    const { id } = await onlyLetter(name());
    const { port } = broker;
    await broker.stop();
    expect((await placeIn(office, name()).redrive([id])).get(id)).toBe('waiting');
    expect(await onlyLetter(name())).toMatchObject({ reason: 'stuck', attempts: 0 });
    broker = await startEmulator({ config: withShortLocks('PT5S'), memory: true, port });
  });
});
