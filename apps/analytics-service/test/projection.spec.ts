import type { CloudEvent } from '@causeway/data-model';
import { fleetingDatabase, testServer } from '@causeway/engines';
import { migrate, openSql, type SqlStore } from '@causeway/stores/sql';
import { anOrder, aPayment } from '@causeway/testing';
import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { projectionMigrations } from '../src/adapters/projection-tables.js';
import { SqlProjection } from '../src/adapters/sql-projection.js';
import { orderEvent, paymentEvent } from './events.js';
import { catalogueHistory, orderHistory, outcomes } from './histories.js';

const at = new Date('2026-11-21T12:00:00.250Z');

const tables = [
  'inbox',
  'projected_orders',
  'projected_order_lines',
  'projected_payments',
  'projected_refunds',
  'projected_products',
  'projected_stock',
  'projected_reservations',
  'projected_notifications',
  'projected_accounts',
  'sync_lags',
] as const;

/** Every row of every table after these events, some of them handled side by side. */
async function rowsAfter(events: readonly CloudEvent[], atOnce = 1): Promise<Record<string, unknown[]>> {
  const database = await fleetingDatabase();
  const store = openSql<Tables>(database.url);
  await migrate(store, projectionMigrations);
  const projection = new SqlProjection(store);
  for (let from = 0; from < events.length; from += atOnce) {
    await Promise.all(events.slice(from, from + atOnce).map((event) => projection.apply(event, at)));
  }
  // The tests look at all columns alike.
  const db = store.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const rows: Record<string, unknown[]> = {};
  for (const table of tables) {
    const found = await db.selectFrom(table).selectAll().execute();
    rows[table] = found.map((row) => JSON.stringify(row)).sort();
  }
  await store.close();
  await database.release();
  return rows;
}

type Tables = ConstructorParameters<typeof SqlProjection>[0] extends SqlStore<infer DB> ? DB : never;

it('is the same whatever the order of the events and however often each arrives', async () => {
  const histories = fc.array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 3 }).map((chosen) => {
    const told = [...chosen.flatMap(orderHistory), ...catalogueHistory()];
    return told;
  });
  const disordered = histories.chain((told) =>
    fc.record({
      told: fc.constant(told),
      arrived: fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }),
      atOnce: fc.integer({ min: 1, max: 8 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(disordered, async ({ told, arrived, atOnce }) => {
      const expected = await rowsAfter(told);
      expect(expected.inbox).toHaveLength(told.length);
      expect(await rowsAfter(arrived, atOnce)).toEqual(expected);
    }),
    { numRuns: testServer() === undefined ? 40 : 6 },
  );
});

it('holds the newest of everything, refunds that succeeded, and nothing of an erased account but that it is', async () => {
  const told = [...orderHistory('refunded bit by bit'), ...catalogueHistory()].reverse();
  const rows = await rowsAfter(told);
  const read = (table: string) => rows[table]?.map((row) => JSON.parse(String(row)));
  expect(read('projected_orders')).toMatchObject([{ status: 'refunded', version: 4, refunded: 3897 }]);
  expect(read('projected_order_lines')).toHaveLength(2);
  expect(read('projected_payments')).toMatchObject([{ status: 'refunded', version: 7, refunded: 3897 }]);
  expect(
    read('projected_refunds')
      ?.map(({ amount }) => amount)
      .sort(),
  ).toEqual([3397, 500]);
  expect(read('projected_products')).toMatchObject([{ name: 'Pier lamp', version: 3, deleted: 1 }]);
  expect(read('projected_stock')).toMatchObject([{ version: 2, left_count: 9, held_count: 1, sold_count: 2 }]);
  expect(read('projected_accounts')).toMatchObject([{ version: 3, erased: 1 }]);
  const bySource = Map.groupBy(told, ({ source }) => source);
  expect(read('sync_lags')).toEqual(
    expect.arrayContaining(
      [...bySource].map(([source, events]) => ({ source, up_to_ms: 252, samples: events.length })),
    ),
  );
});

it('refuses a payment of another sum than its order, and keeps what it had', async () => {
  const database = await fleetingDatabase();
  const store = openSql<Tables>(database.url);
  await migrate(store, projectionMigrations);
  const projection = new SqlProjection(store);
  const order = anOrder({});
  await projection.apply(orderEvent('shop.order.placed.v1', order), at);
  const forged = aPayment({ orderId: order.id, amount: { ...order.total, amount: order.total.amount + 1 } });
  const applied = projection.apply(paymentEvent('shop.payment.captured.v1', forged), at);
  await expect(applied).rejects.toMatchObject({ reason: 'amount-mismatch' });
  expect(await store.db.selectFrom('projected_payments').selectAll().execute()).toEqual([]);
  await store.close();
  await database.release();
});
