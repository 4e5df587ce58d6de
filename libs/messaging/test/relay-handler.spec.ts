import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CloudEvent } from '@causeway/data-model';
import { type Engine, startDynamo } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo } from '@causeway/stores/dynamo';
import { dynamoRelay, outboxIndex, outboxPut, type Relay, relayHandler } from '../src/outbox.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { ScriptedPublisher } from './scripted-publisher.js';

let engine: Engine;
let client: DynamoDBClient;
let table: DynamoTable;
let broker: ScriptedPublisher;
let relay: Relay;
let handle: ReturnType<typeof relayHandler>;
let tables = 0;

beforeAll(async () => {
  engine = await startDynamo();
  client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
});

afterAll(async () => {
  client.destroy();
  await engine.stop();
});

beforeEach(async () => {
  tables += 1;
  table = new DynamoTable(client, `relayed-${tables}`);
  await ensureTable(client, { table: table.name, indexes: [outboxIndex] });
  broker = new ScriptedPublisher();
  relay = dynamoRelay({ client, table, publisher: broker });
  relay.leaveToOthers();
  handle = relayHandler(relay, table);
});

const commit = async (...events: CloudEvent[]) => {
  for (const event of events) await table.transact(aPoint, [outboxPut(table, event)]);
};
const key = (event: CloudEvent) => ({ pk: `OUT#${event.id}`, sk: 'OUT' });
const held = async (...events: CloudEvent[]) => (await table.getMany(events.map(key))).length;

let last = 100;
const record = (event: CloudEvent, eventName = 'INSERT') => {
  last += 1;
  return {
    eventName,
    dynamodb: { SequenceNumber: String(last), Keys: { pk: { S: key(event).pk }, sk: { S: 'OUT' } } },
  };
};
const several = (count: number) => Array.from({ length: count }, () => aNotificationEvent());

test('what entered the outbox is published in its order, and removed', async () => {
  const events = several(60);
  await commit(...events);
  expect(await handle({ Records: events.map((event) => record(event)) })).toEqual({ batchItemFailures: [] });
  expect(broker.published).toEqual(events.map(({ id }) => id));
  expect(await held(...events)).toBe(0);
});

test('nothing is published by the process that has committed it', async () => {
  const [event] = several(1) as [CloudEvent]; // of one
  await commit(event);
  await relay.publish([event]);
  expect(broker.calls).toBe(0);
  expect(await held(event)).toBe(1);
});

test('records that come twice, within a batch or later, publish once', async () => {
  const [one, other] = several(2) as [CloudEvent, CloudEvent]; // of two
  await commit(one, other);
  const batch = { Records: [record(one), record(one), record(other)] };
  await handle(batch);
  await handle(batch);
  expect(broker.published).toEqual([one.id, other.id]);
});

test('records in another order than the commits, and of what is gone by now, are no trouble', async () => {
  const [first, second, gone] = several(3) as [CloudEvent, CloudEvent, CloudEvent]; // of three
  await commit(first, second);
  await handle({ Records: [record(second), record(gone), record(first)] });
  expect(broker.published).toEqual([second.id, first.id]);
});

test('only what entered the outbox is looked at', async () => {
  const [event] = several(1) as [CloudEvent]; // of one
  await commit(event);
  const order = { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', Keys: { pk: { S: 'O#1' } } } };
  await handle({ Records: [order, record(event, 'MODIFY'), record(event, 'REMOVE')] });
  expect(broker.published).toEqual([]);
});

test('while the broker is away the records are handed back, from the first that was not published', async () => {
  const events = several(30);
  await commit(...events);
  const Records = events.map((event) => record(event));
  broker.beforeAnswer = async () => {
    broker.away = broker.calls > 1;
  };
  const { batchItemFailures } = await handle({ Records });
  expect(batchItemFailures).toEqual(
    Records.slice(25).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
  );
  broker.beforeAnswer = async () => undefined;
  broker.away = false;
  expect(await handle({ Records: Records.slice(25) })).toEqual({ batchItemFailures: [] });
  expect(broker.published).toEqual(events.map(({ id }) => id));
});

test('what cannot be published for a fault of its own holds up nobody, is not handed back, and is parked after ten tries', async () => {
  const [before, poison, after] = several(3) as [CloudEvent, CloudEvent, CloudEvent]; // of three
  await commit(before, poison, after);
  broker.refused.add(poison.id);
  const Records = [before, poison, after].map((event) => record(event));
  expect(await handle({ Records })).toEqual({ batchItemFailures: [] });
  expect(broker.published).toEqual([before.id, after.id]);
  for (let tries = 1; tries < 10; tries += 1) await handle({ Records });
  expect(await table.get(key(poison))).toMatchObject({
    attempts: 10,
    parkedReason: expect.stringContaining(poison.id),
  });
  const { calls } = broker;
  await handle({ Records });
  expect(broker.calls).toBe(calls);
});

test('what a stream never told of is found by one look at the outbox', async () => {
  const event = aNotificationEvent();
  await table.transact(aPoint, [outboxPut(table, event, new Date(Date.now() - 60_000))]);
  expect((await relay.currentLag()).backlog).toBe(1);
  await relay.lookOnce();
  expect(broker.published).toEqual([event.id]);
});

test('what is no record of a stream is an error that says so', async () => {
  await expect(handle({ Records: [{ Sns: {} }] })).rejects.toThrow(
    'This handler takes the records of a DynamoDB stream',
  );
});
