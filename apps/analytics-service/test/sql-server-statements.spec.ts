import type { SqlStore } from '@causeway/stores/sql';
import { anOrder, aPayment } from '@causeway/testing';
import { recordingSqlServer } from '@causeway/testing/sql-server';
import type { Kysely } from 'kysely';
import { projectionMigrations } from '../src/adapters/projection-tables.js';
import { SqlCopy } from '../src/adapters/sql-copy.js';
import { SqlProjection } from '../src/adapters/sql-projection.js';
import { SqlReports } from '../src/adapters/sql-reports.js';
import {
  accountEvent,
  aProductState,
  aRefund,
  notificationEvent,
  orderEvent,
  paymentEvent,
  productEvent,
} from './events.js';

type Tables = ConstructorParameters<typeof SqlProjection>[0] extends SqlStore<infer DB> ? DB : never;

const { store, asked: everythingAsked } = recordingSqlServer<Tables>();
const projection = new SqlProjection(store);
// The reports read the projection's tables, which are among the store's.
const reports = new SqlReports(store as unknown as ConstructorParameters<typeof SqlReports>[0]);
const own = store as unknown as ConstructorParameters<typeof SqlCopy>[0];
const copy = new SqlCopy(own);
const now = new Date('2026-11-21T09:00:00.000Z');

async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const statements = await everythingAsked(work);
  // The same for every event.
  return statements.filter((statement) => !/"inbox"|"sync_lags"|"rebuild"/.test(statement));
}

describe('what SQL Server is asked', () => {
  it('for the tables', async () => {
    const tables = await asked(async () => {
      // A migration meets tables of every version, so it knows no table type.
      for (const step of Object.values(projectionMigrations))
        await step(store.db as unknown as Kysely<unknown>, store.dialect);
    });
    expect(tables).toMatchInlineSnapshot(`
[
  "create table "projected_orders" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "status" nvarchar(30) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "total" bigint not null, "refunded" bigint not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null)",
  "create table "projected_order_lines" ("order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "product_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "name" nvarchar(400) collate Latin1_General_100_BIN2 not null, "quantity" bigint not null, "revenue" bigint not null, constraint "projected_order_lines_key" primary key ("order_id", "product_id"))",
  "create table "projected_payments" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "status" nvarchar(30) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "amount" bigint not null, "refunded" bigint not null, "captured_at" nvarchar(24) collate Latin1_General_100_BIN2)",
  "create index "projected_payments_captured" on "projected_payments" ("currency", "captured_at")",
  "create index "projected_payments_order" on "projected_payments" ("order_id")",
  "create table "projected_refunds" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "payment_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "amount" bigint not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null)",
  "create index "projected_refunds_created" on "projected_refunds" ("currency", "created_at")",
  "create index "projected_refunds_payment" on "projected_refunds" ("payment_id")",
  "create table "projected_products" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "sku" nvarchar(64) collate Latin1_General_100_BIN2 not null, "name" nvarchar(400) collate Latin1_General_100_BIN2 not null, "category" nvarchar(50) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "price" bigint not null, "deleted" integer not null)",
  "create table "projected_stock" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "left_count" bigint not null, "held_count" bigint not null, "sold_count" bigint not null)",
  "create table "projected_reservations" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "status" nvarchar(20) collate Latin1_General_100_BIN2 not null)",
  "create table "projected_notifications" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "template" nvarchar(60) collate Latin1_General_100_BIN2 not null, "sent_at" nvarchar(24) collate Latin1_General_100_BIN2 not null)",
  "create table "projected_accounts" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "erased" integer not null)",
  "create table "sync_lag" ("up_to_ms" bigint primary key, "samples" bigint not null)",
  "create table "reconciliations" ("at" nvarchar(24) collate Latin1_General_100_BIN2 primary key, "outcome" nvarchar(2000) collate Latin1_General_100_BIN2 not null)",
  "insert into sync_lags (source, up_to_ms, samples) select 'before', up_to_ms, samples from sync_lag",
  "drop table "sync_lag"",
  "create table "reconciliation_rounds" ("id" integer primary key, "holder" nvarchar(36) collate Latin1_General_100_BIN2 not null, "leased_until" nvarchar(24) collate Latin1_General_100_BIN2 not null, "rounds" nvarchar(max) collate Latin1_General_100_BIN2 not null)",
  "insert into reconciliation_rounds (id, holder, leased_until, rounds) values (1, '', '', '{"walk":null,"recentFrom":null,"carried":{"missing":0,"differing":0,"repaired":0},"behind":0}')",
  "insert into rebuild (id, building, generation, holder, leased_until, progress) values (1, 0, 1, '', '', '{}')",
  "create table "journal" ("id" nvarchar(80) collate Latin1_General_100_BIN2 primary key, "at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "body" nvarchar(max) collate Latin1_General_100_BIN2 not null)",
  "create table "archive_chain" ("id" integer primary key, "chain" nvarchar(80) collate Latin1_General_100_BIN2 not null, "part" integer not null)",
  "insert into "archive_chain" ("id", "chain", "part") values (@1, @2, @3)",
  "create table "restorations" ("id" integer primary key, "instant" nvarchar(24) collate Latin1_General_100_BIN2 not null, "complete_until" nvarchar(24) collate Latin1_General_100_BIN2 not null, "state" nvarchar(20) collate Latin1_General_100_BIN2 not null)",
]
`);
  });

  it('for an event of an order', async () => {
    expect(
      await asked(() => projection.apply(orderEvent('shop.order.placed.v1', anOrder()), now)),
    ).toMatchInlineSnapshot(`
[
  "update "projected_orders" set "user_id" = @1, "status" = @2, "currency" = @3, "total" = @4, "refunded" = @5, "created_at" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and version < @11",
  "delete from "projected_order_lines" where "order_id" = @1",
  "insert into "projected_order_lines" ("order_id", "product_id", "name", "quantity", "revenue") values (@1, @2, @3, @4, @5)",
  "insert into "journal" ("id", "at", "body") values (@1, @2, @3)",
]
`);
  });

  it('for an event of a payment', async () => {
    const payment = aPayment();
    const event = paymentEvent('shop.payment.refunded.v1', { ...payment, refunds: [aRefund(payment, 5)] });
    expect(await asked(() => projection.apply(event, now))).toMatchInlineSnapshot(`
[
  "select "total", "currency" from "projected_orders" where "id" = @1",
  "update "projected_payments" set "order_id" = @1, "user_id" = @2, "status" = @3, "currency" = @4, "amount" = @5, "refunded" = @6, "captured_at" = @7, "version" = @8, "hash" = @9, "projected_at" = @10 where "id" = @11 and version < @12",
  "delete from "projected_refunds" where "payment_id" = @1",
  "delete from "projected_refunds" where "id" = @1",
  "insert into "projected_refunds" ("id", "payment_id", "currency", "amount", "created_at") values (@1, @2, @3, @4, @5)",
  "insert into "journal" ("id", "at", "body") values (@1, @2, @3)",
]
`);
  });

  it('for other events, and to count their lag', async () => {
    const events = [
      productEvent('shop.product.deleted.v1', aProductState()),
      notificationEvent('o1'),
      accountEvent('shop.account.erased.v1', 'u1', 2),
    ];
    const statements = await everythingAsked(async () => {
      for (const event of events) await projection.apply(event, now);
    });
    expect(statements).toMatchInlineSnapshot(`
[
  "insert into "inbox" ("event_id", "received_at") values (@1, @2)",
  "select "building" from "rebuild" as "rebuild" with (repeatableread, rowlock) where "id" = @1",
  "update "projected_products" set "sku" = @1, "name" = @2, "category" = @3, "currency" = @4, "price" = @5, "deleted" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and version < @11",
  "update "sync_lags" set "samples" = samples + 1 where "source" = @1 and "up_to_ms" = @2",
  "insert into "journal" ("id", "at", "body") values (@1, @2, @3)",
  "insert into "inbox" ("event_id", "received_at") values (@1, @2)",
  "select "building" from "rebuild" as "rebuild" with (repeatableread, rowlock) where "id" = @1",
  "insert into "projected_notifications" ("id", "order_id", "template", "sent_at") values (@1, @2, @3, @4)",
  "update "sync_lags" set "samples" = samples + 1 where "source" = @1 and "up_to_ms" = @2",
  "insert into "journal" ("id", "at", "body") values (@1, @2, @3)",
  "insert into "inbox" ("event_id", "received_at") values (@1, @2)",
  "select "building" from "rebuild" as "rebuild" with (repeatableread, rowlock) where "id" = @1",
  "update "projected_accounts" set "version" = @1, "created_at" = @2, "erased" = @3 where "id" = @4 and version < @5",
  "update "sync_lags" set "samples" = samples + 1 where "source" = @1 and "up_to_ms" = @2",
  "insert into "journal" ("id", "at", "body") values (@1, @2, @3)",
]
`);
  });

  it('to mend a row', async () => {
    expect(
      await asked(() =>
        copy.repair(
          { kind: 'product', state: aProductState(), deleted: false },
          { version: 2, projectedAt: 'then' },
          now,
        ),
      ),
    ).toMatchInlineSnapshot(`
[
  "update "projected_products" set "sku" = @1, "name" = @2, "category" = @3, "currency" = @4, "price" = @5, "deleted" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and version = @11 and projected_at = @12",
  "insert into "journal" ("id", "at", "body") values (@1, @2, @3)",
]
`);
    expect(await asked(() => copy.known('order', ['o1', 'o2']))).toMatchInlineSnapshot(`
[
  "select * from "projected_orders" where "id" in (@1, @2)",
  "select * from "projected_order_lines" where "order_id" in (@1, @2)",
]
`);
  });

  it('for reports, which group by an expression without parameters: two would not be the same to it', async () => {
    const range = { from: '2026', to: '2027', currency: 'EUR', prefixLength: 13 };
    const all = await asked(async () => {
      await reports.mainCurrency();
      await reports.captured(range);
      await reports.refunded(range);
      await reports.topProducts('EUR', 20);
      await reports.topCustomers('EUR', 20);
      await reports.lag();
    });
    expect(all).toMatchInlineSnapshot(`
[
  "select "currency" from "projected_payments" where "captured_at" >= @1 and "captured_at" < @2 group by "currency" order by count(*) desc, "currency" offset @3 rows fetch next @4 rows only",
  "select substring(captured_at, 1, 13) as "bucket", count(*) as "orders", sum(amount) as "amount" from "projected_payments" where "currency" = @1 and "captured_at" >= @2 and "captured_at" < @3 group by substring(captured_at, 1, 13)",
  "select substring(created_at, 1, 13) as "bucket", sum(amount) as "amount" from "projected_refunds" where "currency" = @1 and "created_at" >= @2 and "created_at" < @3 group by substring(created_at, 1, 13)",
  "select "line"."product_id" as "productId", coalesce(max(product.name), max(line.name)) as "name", sum(line.quantity) as "quantity", sum(line.revenue) as "revenue" from "projected_order_lines" as "line" inner join "projected_payments" as "payment" on "payment"."order_id" = "line"."order_id" left join "projected_products" as "product" on "product"."id" = "line"."product_id" where "payment"."currency" = @1 and "payment"."captured_at" is not null and "payment"."status" != @2 group by "line"."product_id" order by "revenue" desc, "line"."product_id" offset @3 rows fetch next @4 rows only",
  "select "user_id" as "userId", count(*) as "orders", sum(amount - refunded) as "revenue" from "projected_payments" where "currency" = @1 and "captured_at" is not null and "status" != @2 group by "user_id" order by "revenue" desc, "user_id" offset @3 rows fetch next @4 rows only",
]
`);
  });
});
