import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Engine, freePort, startDynamo } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo, openTable, TransactionRefused, warm } from '../src/dynamo.js';
import { aPoint } from './a-point.js';

const definition = {
  table: 'causeway-test',
  stream: true,
  indexes: [
    { name: 'byDue', partition: 'due', sort: 'dueAt' },
    { name: 'byPrice', partition: 'list', sort: 'price', sortType: 'N' as const },
  ],
};

let engine: Engine;
let client: DynamoDBClient;
let table: DynamoTable;

beforeAll(async () => {
  engine = await startDynamo();
  client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
  await Promise.all([ensureTable(client, definition), ensureTable(client, definition)]);
  table = new DynamoTable(client, definition.table);
});

afterAll(async () => {
  client.destroy();
  await engine.stop();
});

const stock = (id: string) => ({ pk: `P#${id}`, sk: 'STOCK' });

test('a table is created once, with its indexes and its stream, whoever comes first', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: definition.table }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual(['byDue', 'byPrice']);
  await warm(client, definition.table);
});

test('a table is opened as soon as a DynamoDB is there that starts later', async () => {
  const port = await freePort();
  const settings = {
    CAUSEWAY_MODE: 'local' as const,
    AWS_REGION: 'eu-west-1',
    DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}`,
    DYNAMODB_TABLE: 'causeway-late',
    DYNAMODB_CREATE_TABLE: true,
    DYNAMODB_STREAM: false,
  };
  const opening = openTable(settings, []);
  await expect(warm(openDynamo(settings), 'causeway-late')).rejects.toThrow('ECONNREFUSED');
  const late = await startDynamo({ port });
  try {
    expect(await (await opening).get({ pk: 'O#1', sk: 'META' })).toBeUndefined();
  } finally {
    await late.stop();
  }
});

test('what waiting cannot help is said at once', async () => {
  const place = { CAUSEWAY_MODE: 'local', AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint } as const;
  const table = { DYNAMODB_TABLE: 'causeway-missing', DYNAMODB_CREATE_TABLE: false, DYNAMODB_STREAM: false };
  const opening = openTable({ ...place, ...table }, []);
  await expect(opening).rejects.toThrow(/not found|non-existent/i);
});

test('an item comes back as it was put, without what was undefined', async () => {
  const key = { pk: 'O#1', sk: 'META' };
  await table.write(
    aPoint,
    table.put({ ...key, total: 1299, note: null, gone: undefined, lines: [{ name: 'Hafenlampe 💡', quantity: 2 }] }),
  );
  expect(await table.get(key)).toEqual({
    ...key,
    total: 1299,
    note: null,
    lines: [{ name: 'Hafenlampe 💡', quantity: 2 }],
  });
  expect(await table.get({ pk: 'O#1', sk: 'NONE' })).toBeUndefined();
});

test('an update gives the item as it is afterwards and a refusal the item as it is', async () => {
  await table.write(aPoint, table.add({ ...stock('a'), left: 3, held: 0, name: 'Lamp' }));
  const hold = (n: number) =>
    table.update(stock('a'), {
      update: 'SET #left = #left - :n, #held = #held + :n',
      when: '#left >= :n',
      values: { n },
    });
  expect(await table.write(aPoint, hold(2))).toMatchObject({ left: 1, held: 2, name: 'Lamp' });
  const refusal = await table.write(aPoint, hold(2)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(TransactionRefused);
  expect(refusal).toMatchObject({ reasons: [{ index: 0, item: { left: 1, held: 2 } }] });
});

test('a transaction is all or nothing, and names every action whose condition did not hold', async () => {
  await table.write(aPoint, table.put({ ...stock('b'), left: 5 }));
  await table.write(aPoint, table.put({ ...stock('c'), left: 1 }));
  const take = (id: string, n: number) =>
    table.update(stock(id), { update: 'SET #left = #left - :n', when: '#left >= :n', values: { n } });
  const refusal = await table
    .transact(aPoint, [
      take('b', 5),
      take('c', 2),
      table.check(stock('none'), { when: 'attribute_exists(#pk)' }),
      table.add({ pk: 'R#1', sk: 'META' }),
    ])
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    name: 'TransactionRefused',
    reasons: [
      { index: 1, code: 'ConditionalCheckFailed', item: { left: 1 } },
      { index: 2, code: 'ConditionalCheckFailed' },
    ],
  });
  expect(await table.get(stock('b'))).toMatchObject({ left: 5 });
  expect(await table.get({ pk: 'R#1', sk: 'META' })).toBeUndefined();
});

test('a transaction repeated under its token happens once', async () => {
  await table.write(aPoint, table.put({ ...stock('d'), left: 5 }));
  const take = () => table.update(stock('d'), { update: 'SET #left = #left - :one', values: { one: 1 } });
  await table.transact(aPoint, [take()], { token: 'once-1' });
  await table.transact(aPoint, [take()], { token: 'once-1' });
  expect(await table.get(stock('d'))).toMatchObject({ left: 4 });
});

test('the last unit wanted by 50 buyers at once goes to one, and the others are refused', async () => {
  await table.write(aPoint, table.put({ ...stock('e'), left: 1 }));
  const buy = (n: number) =>
    table.transact(aPoint, [
      table.update(stock('e'), { update: 'SET #left = #left - :one', when: '#left >= :one', values: { one: 1 } }),
      table.add({ pk: `R#e${n}`, sk: 'META' }),
    ]);
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => buy(n)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reasons: [{ index: 0 }] });
  }
});

test('a query gives its pages in order, onwards from where one ended', async () => {
  const days = Array.from({ length: 7 }, (_, n) => `2026-11-0${n + 1}`);
  await Promise.all(
    days.map((day) => table.write(aPoint, table.put({ pk: `Q#${day}`, sk: 'META', due: 'DUE#1', dueAt: day }))),
  );
  const query = {
    index: 'byDue',
    where: '#due = :due AND #dueAt >= :from',
    values: { due: 'DUE#1', from: '2026-11-03' },
  };
  const first = await table.query({ ...query, limit: 3, newestFirst: true });
  expect(first.items.map(({ dueAt }) => dueAt)).toEqual(['2026-11-07', '2026-11-06', '2026-11-05']);
  const second = await table.query({ ...query, limit: 3, newestFirst: true, after: first.next });
  expect(second.items.map(({ dueAt }) => dueAt)).toEqual(['2026-11-04', '2026-11-03']);
  const all = await Array.fromAsync(table.queryAll({ ...query, limit: 2 }));
  expect(all.map(({ dueAt }) => dueAt)).toEqual(days.slice(2));
});

test('an index can be sorted by number', async () => {
  for (const price of [90, 1000, 200])
    await table.write(aPoint, table.put({ pk: `N#${price}`, sk: 'META', list: 'ALL', price }));
  const { items } = await table.query({ index: 'byPrice', where: '#list = :all', values: { all: 'ALL' }, limit: 10 });
  expect(items.map(({ price }) => price)).toEqual([90, 200, 1000]);
});

test('many items are fetched over the limit of one request, repeated keys once', async () => {
  const keys = Array.from({ length: 130 }, (_, n) => ({ pk: `M#${n}`, sk: 'META' }));
  for (let from = 0; from < keys.length; from += 65) {
    await table.transact(
      aPoint,
      keys.slice(from, from + 65).map((key) => table.put(key)),
    );
  }
  expect(await table.getMany([...keys, ...keys.slice(0, 3), { pk: 'M#none', sk: 'META' }])).toHaveLength(130);
});

test('a store that is away is unavailable, not a failed condition', async () => {
  const away = await startDynamo();
  const lost = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: away.endpoint });
  await away.stop();
  const gone = new DynamoTable(lost, 'causeway-test');
  const unavailable = { name: 'DomainError', code: 'unavailable' };
  await expect(gone.get(stock('a'))).rejects.toMatchObject(unavailable);
  await expect(gone.write(aPoint, gone.add({ pk: 'x', sk: 'y' }))).rejects.toMatchObject(unavailable);
  await expect(gone.transact(aPoint, [gone.add({ pk: 'x', sk: 'y' })])).rejects.toMatchObject(unavailable);
  lost.destroy();
});
