import { type Engine, fleetingDatabase, startDynamo } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo } from '@causeway/stores/dynamo';
import { migrate, openSql } from '@causeway/stores/sql';
import { createInbox, firstTime, type InboxTables, inboxPut } from '../src/inbox.js';
import { aPoint } from './a-point.js';

test('an event has its effect in DynamoDB once, however often it arrives', async () => {
  const engine: Engine = await startDynamo();
  const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
  const table = new DynamoTable(client, 'causeway-inbox');
  await ensureTable(client, { table: 'causeway-inbox' });
  await table.write(aPoint, table.put({ pk: 'O#1', sk: 'META', paid: 0 }));
  const arrive = () =>
    table.transact(aPoint, [
      table.update({ pk: 'O#1', sk: 'META' }, { update: 'SET #paid = #paid + :one', values: { one: 1 } }),
      inboxPut(table, 'O#1', 'payment/1/1/shop.payment.captured.v1'),
    ]);
  const outcomes = await Promise.allSettled([arrive(), arrive(), arrive()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(arrive()).rejects.toMatchObject({ name: 'TransactionRefused', reasons: [{ index: 1 }] });
  expect(await table.get({ pk: 'O#1', sk: 'META' })).toMatchObject({ paid: 1 });
  client.destroy();
  await engine.stop();
});

test('an event has its effect in SQL once, and none when its transaction is undone', async () => {
  const database = await fleetingDatabase();
  const store = openSql<InboxTables>(database.url);
  await migrate(store, { '001-inbox': createInbox });
  const arrive = () => store.transaction(aPoint, (trx) => firstTime(store.dialect, trx, 'e1'));
  const undone = store.transaction(aPoint, async (trx) => {
    await firstTime(store.dialect, trx, 'e1');
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await Promise.all([arrive(), arrive(), arrive()])).toEqual([true, false, false]);
  await store.close();
  await database.release();
});
