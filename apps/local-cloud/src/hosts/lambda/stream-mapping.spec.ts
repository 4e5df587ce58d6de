import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Engine, localCredentials, startDynamo } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import { aFunction, removeBundles } from '../../../test/lambda/a-bundle.js';
import { failed, type Outcome } from './outcome.js';
import type { Given } from './stream/discarded.js';
import type { StreamRecord } from './stream/stream-record.js';
import { StreamMapping } from './stream-mapping.js';

const settings = aFunction('');
const region = 'eu-west-1';
let dynamo: Engine;
let client: DynamoDBClient;
let folder: string;
let table: string;
let tables = 0;
let mapping: StreamMapping | undefined;
let batches: StreamRecord[][];
let discarded: Given[];

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = localCredentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = localCredentials.secretAccessKey;
  dynamo = await startDynamo();
  client = new DynamoDBClient({ endpoint: dynamo.endpoint, region });
});

afterAll(async () => {
  client.destroy();
  await dynamo.stop();
  removeBundles();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  tables += 1;
  table = `orders-${tables}`;
  batches = [];
  discarded = [];
});

afterEach(async () => {
  await mapping?.close();
  mapping = undefined;
  rmSync(folder, { recursive: true });
});

const createTable = () =>
  client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );

const put = (pk: string, bytes = 'x') =>
  client.send(
    new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, raw: { B: Buffer.from(bytes) }, n: { N: '1' } } }),
  );

/** Opens a mapping to a function that answers a batch like this. */
function open(
  answer: (batch: StreamRecord[]) => Outcome | Promise<Outcome> = () => ({ ok: true, payload: 'null' }),
  backoff = { firstMs: 1, longestMs: 2 },
) {
  mapping = new StreamMapping({
    fn: {
      settings,
      invoke: async (event) => {
        const { Records } = JSON.parse(event) as { Records: StreamRecord[] };
        batches.push(Records);
        return answer(Records);
      },
    },
    ...{ endpoint: dynamo.endpoint, region, table },
    checkpointFile: join(folder, 'lambda', 'orders.json'),
    discard: (given) => discarded.push(given),
    say: () => undefined,
    backoff,
  });
}

const keysOf = (records: StreamRecord[]) =>
  records.map(({ dynamodb }) => (dynamodb.Keys as { pk: { S: string } }).pk.S); // the tables here have this key
const seen = () => batches.flatMap(keysOf);

test('what entered the outbox comes to the relay as an event, also what did before it looked', async () => {
  await createTable();
  await put('OUT#1');
  await put('O#1');
  open();
  await eventually(() => expect(seen()).toEqual(['OUT#1']));
  await put('O#2');
  await put('OUT#2');
  await eventually(() => expect(seen()).toEqual(['OUT#1', 'OUT#2']));
  expect(batches[0]?.[0]).toMatchObject({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    awsRegion: expect.any(String),
    eventSourceARN: expect.stringContaining(`table/${table}/stream/`),
    dynamodb: {
      ApproximateCreationDateTime: expect.any(Number),
      SequenceNumber: expect.stringMatching(/^\d+$/),
      NewImage: { pk: { S: 'OUT#1' }, raw: { B: 'eA==' }, n: { N: '1' } },
    },
  });
});

test('a table that is not there yet is waited for', async () => {
  open();
  await createTable();
  await put('OUT#1');
  await eventually(() => expect(seen()).toEqual(['OUT#1']));
});

test('while a batch is with the function the next one waits, and then has all that came', async () => {
  await createTable();
  await put('OUT#1');
  const first = Promise.withResolvers<Outcome>();
  open((batch) => (keysOf(batch).includes('OUT#1') ? first.promise : { ok: true, payload: 'null' }));
  await eventually(() => expect(batches).toHaveLength(1));
  await put('OUT#2');
  await put('OUT#3');
  expect(batches).toHaveLength(1);
  first.resolve({ ok: true, payload: 'null' });
  await eventually(() => expect(seen()).toEqual(['OUT#1', 'OUT#2', 'OUT#3']));
  expect(batches).toHaveLength(2);
});

test('more than a hundred records come in several batches, in their order', async () => {
  await createTable();
  const keys = Array.from({ length: 130 }, (_, n) => `OUT#${String(n).padStart(3, '0')}`);
  for (const key of keys) await put(key);
  open();
  await eventually(() => expect(seen()).toHaveLength(130));
  expect(seen()).toEqual(keys);
  expect(batches.map(({ length }) => length)).toEqual([100, 30]);
});

test('a record that breaks the relay is given up with its place in the stream, and the others come through', async () => {
  await createTable();
  for (const key of ['OUT#1', 'OUT#2', 'OUT#3']) await put(key);
  const done: string[] = [];
  open((batch) => {
    if (keysOf(batch).includes('OUT#2')) return failed('Error', 'broken');
    done.push(...keysOf(batch));
    return { ok: true, payload: 'null' };
  });
  await eventually(() => expect(done).toEqual(['OUT#1', 'OUT#3']));
  expect(discarded).toEqual([
    {
      records: [expect.objectContaining({ eventName: 'INSERT' })],
      condition: 'RetryAttemptsExhausted',
      invocations: 9,
      shardId: expect.any(String),
      streamArn: expect.stringContaining(table),
      functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:causeway-test-http:live',
    },
  ]);
});

test('a mapping that begins again goes on behind what was done, and has what was not', async () => {
  await createTable();
  await put('OUT#1');
  open();
  await eventually(() => expect(seen()).toEqual(['OUT#1']));
  await mapping?.close();
  await put('OUT#2');
  batches = [];
  open();
  await eventually(() => expect(seen()).toEqual(['OUT#2']));
});

test('a batch that was with the function when the mapping ended comes again', async () => {
  await createTable();
  await put('OUT#1');
  open(() => failed('Error', 'no bus'), { firstMs: 60_000, longestMs: 60_000 });
  await eventually(() => expect(batches).toHaveLength(1));
  await mapping?.close();
  batches = [];
  open();
  await eventually(() => expect(seen()).toEqual(['OUT#1']));
});
