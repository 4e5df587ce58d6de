import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Engine, startDynamo } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo } from '@causeway/stores/dynamo';
import { type ItemChange, TableStream } from '../src/outbox/table-stream.js';
import { Unpublished } from '../src/outbox/unpublished.js';
import { dynamoRelay, outboxIndex, outboxPut } from '../src/outbox.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { eventually } from './eventually.js';
import { ScriptedPublisher } from './scripted-publisher.js';

let engine: Engine;
let client: DynamoDBClient;

beforeAll(async () => {
  engine = await startDynamo();
  client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
});

afterAll(async () => {
  client.destroy();
  await engine.stop();
});

test('a stream tells what comes and goes from now on, and not what only changes', async () => {
  await ensureTable(client, { table: 'causeway-streamed', stream: true });
  const table = new DynamoTable(client, 'causeway-streamed');
  await table.write(aPoint, table.put({ pk: 'OUT#0', sk: 'OUT' }));
  const changes: ItemChange[] = [];
  const stream = new TableStream(client, table.name, (change) => changes.push(change));
  expect(await stream.open()).toBe(true);
  await table.write(aPoint, table.put({ pk: 'OUT#1', sk: 'OUT' }));
  await table.write(aPoint, table.put({ pk: 'OUT#1', sk: 'OUT', attempts: 1 }));
  await table.write(aPoint, table.delete({ pk: 'OUT#1', sk: 'OUT' }));
  await table.write(aPoint, table.put({ pk: 'OUT#2', sk: 'OUT' }));
  await eventually(async () => {
    await stream.read();
    expect(changes).toEqual([
      { kind: 'added', pk: 'OUT#1' },
      { kind: 'removed', pk: 'OUT#1' },
      { kind: 'added', pk: 'OUT#2' },
    ]);
  });
  stream.close();
});

test('a table without a stream is not followed', async () => {
  await ensureTable(client, { table: 'causeway-plain' });
  expect(await new TableStream(client, 'causeway-plain', () => undefined).open()).toBe(false);
});

test('an entry that the index does not show is found through the stream', async () => {
  await ensureTable(client, { table: 'causeway-followed', stream: true, indexes: [outboxIndex] });
  const table = new DynamoTable(client, 'causeway-followed');
  const broker = new ScriptedPublisher();
  const relay = dynamoRelay({ client, table, publisher: broker }, { everyMs: 20, settleMs: 50 });
  relay.start();
  await eventually(async () => {
    // Again until the stream is open: what came before is not in it.
    const { Put } = outboxPut(table, aNotificationEvent());
    if (Put?.Item === undefined) throw new Error('an outbox action is a put');
    const { outboxShard, ...hidden } = Put.Item;
    await table.write(aPoint, { Put: { ...Put, Item: hidden } });
    expect(broker.published).not.toEqual([]);
  });
  await relay.stop();
});

test('only entries of the outbox that stay are looked at again, once', () => {
  const unpublished = new Unpublished();
  const at = (ms: number) => new Date(ms);
  unpublished.note({ kind: 'added', pk: 'OUT#1' }, at(0));
  unpublished.note({ kind: 'added', pk: 'OUT#2' }, at(0));
  unpublished.note({ kind: 'added', pk: 'O#3' }, at(0));
  unpublished.note({ kind: 'added', pk: 'OUT#4' }, at(1500));
  unpublished.note({ kind: 'removed', pk: 'OUT#1' }, at(1600));
  expect(unpublished.take(at(2000), 2000)).toEqual(['OUT#2']);
  expect(unpublished.take(at(3500), 2000)).toEqual(['OUT#4']);
  expect(unpublished.take(at(9000), 2000)).toEqual([]);
});
