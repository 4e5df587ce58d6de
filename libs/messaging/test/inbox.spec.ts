import { type Engine, fleetingDatabase, startDynamo } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo, type TransactionRefused } from '@causeway/stores/dynamo';
import { migrate, openSql } from '@causeway/stores/sql';
import {
  addFingerprints,
  createInbox,
  entryOf,
  firstTime,
  type InboxTables,
  inboxPut,
  isOfAnother,
} from '../src/inbox.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';

const entry = (id: string, fingerprint: string | null = 'f') => ({ id, fingerprint });

test('an event has its effect in DynamoDB once, however often it arrives', async () => {
  const engine: Engine = await startDynamo();
  const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
  const table = new DynamoTable(client, 'causeway-inbox');
  await ensureTable(client, { table: 'causeway-inbox' });
  await table.write(aPoint, table.put({ pk: 'O#1', sk: 'META', paid: 0 }));
  const arrive = (fingerprint: string | null = 'f') =>
    table.transact(aPoint, [
      table.update({ pk: 'O#1', sk: 'META' }, { update: 'SET #paid = #paid + :one', values: { one: 1 } }),
      inboxPut(table, 'O#1', entry('payment/1/1/shop.payment.captured.v1', fingerprint)),
    ]);
  const outcomes = await Promise.allSettled([arrive(), arrive(), arrive()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(arrive()).rejects.toMatchObject({ name: 'TransactionRefused', reasons: [{ index: 1 }] });
  expect(await table.get({ pk: 'O#1', sk: 'META' })).toMatchObject({ paid: 1 });
  const met = await arrive('g').catch((error: TransactionRefused) => error.at(1)?.item);
  expect(met).toMatchObject({ fingerprint: 'f' });
  expect(isOfAnother({ ...met }, entry('', 'g'))).toBe(true);
  expect(isOfAnother({ ...met }, entry('', 'f'))).toBe(false);
  expect(isOfAnother({ ...met }, entry('', null))).toBe(false);
  expect(isOfAnother({ receivedAt: 'long ago' }, entry('', 'g'))).toBe(false);
  client.destroy();
  await engine.stop();
});

test('an event has its effect in SQL once, and none when its transaction is undone', async () => {
  const database = await fleetingDatabase();
  const store = openSql<InboxTables>(database.url);
  await migrate(store, { '001-inbox': createInbox, '002-fingerprints': addFingerprints });
  const arrive = (id = 'e1', fingerprint: string | null = 'f') =>
    store.transaction(aPoint, (trx) => firstTime(store.dialect, trx, entry(id, fingerprint)));
  const undone = store.transaction(aPoint, async (trx) => {
    await firstTime(store.dialect, trx, entry('e1'));
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await Promise.all([arrive(), arrive(), arrive()])).toEqual([true, false, false]);
  await expect(arrive('e1', 'g')).rejects.toMatchObject({ name: 'DeadLetter', reason: 'contradiction' });
  expect([await arrive('e1', null), await arrive('e2', null), await arrive('e2', 'g')]).toEqual([false, true, false]);
  await store.close();
  await database.release();
});

test('an event is told from another under its id by what it says, and not by the trace it came in', () => {
  const event = aNotificationEvent();
  const { notification } = event.data;
  const same = { ...event, time: '2026-11-22T09:00:00.000Z', data: { notification: { ...notification } } };
  expect(entryOf(same)).toEqual(entryOf(event));
  const other = { ...event, data: { notification: { ...notification, template: 'order-refunded' } } };
  expect(entryOf(other)).toEqual({
    id: event.id,
    fingerprint: expect.not.stringMatching(String(entryOf(event).fingerprint)),
  });
});
