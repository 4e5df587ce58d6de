-- 001 projections of orders, payments and products
create table "inbox" ("event_id" nvarchar(128) collate Latin1_General_100_BIN2 primary key, "received_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create table "projected_orders" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "status" nvarchar(30) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "total" bigint not null, "refunded" bigint not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create table "projected_order_lines" ("order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "product_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "name" nvarchar(400) collate Latin1_General_100_BIN2 not null, "quantity" bigint not null, "revenue" bigint not null, constraint "projected_order_lines_key" primary key ("order_id", "product_id"));
create table "projected_payments" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "status" nvarchar(30) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "amount" bigint not null, "refunded" bigint not null, "captured_at" nvarchar(24) collate Latin1_General_100_BIN2);
create index "projected_payments_captured" on "projected_payments" ("currency", "captured_at");
create index "projected_payments_order" on "projected_payments" ("order_id");
create table "projected_refunds" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "payment_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "amount" bigint not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create index "projected_refunds_created" on "projected_refunds" ("currency", "created_at");
create index "projected_refunds_payment" on "projected_refunds" ("payment_id");
create table "projected_products" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "sku" nvarchar(64) collate Latin1_General_100_BIN2 not null, "name" nvarchar(400) collate Latin1_General_100_BIN2 not null, "category" nvarchar(50) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "price" bigint not null, "deleted" integer not null);

-- 002 what else happens
create table "projected_stock" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "left_count" bigint not null, "held_count" bigint not null, "sold_count" bigint not null);
create table "projected_reservations" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "status" nvarchar(20) collate Latin1_General_100_BIN2 not null);
create table "projected_notifications" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "template" nvarchar(60) collate Latin1_General_100_BIN2 not null, "sent_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create table "projected_accounts" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "erased" integer not null);
create table "sync_lag" ("up_to_ms" bigint primary key, "samples" bigint not null);
create table "reconciliations" ("at" nvarchar(24) collate Latin1_General_100_BIN2 primary key, "outcome" nvarchar(2000) collate Latin1_General_100_BIN2 not null);

-- 003 lag by source, rounds and rebuilds
create table "sync_lags" ("source" nvarchar(100) collate Latin1_General_100_BIN2 not null, "up_to_ms" bigint not null, "samples" bigint not null, constraint "sync_lags_key" primary key ("source", "up_to_ms"));
insert into sync_lags (source, up_to_ms, samples) select 'before', up_to_ms, samples from sync_lag;
drop table "sync_lag";
create table "reconciliation_rounds" ("id" integer primary key, "holder" nvarchar(36) collate Latin1_General_100_BIN2 not null, "leased_until" nvarchar(24) collate Latin1_General_100_BIN2 not null, "rounds" nvarchar(max) collate Latin1_General_100_BIN2 not null);
create table "rebuild" ("id" integer primary key, "building" integer not null, "generation" integer not null, "holder" nvarchar(36) collate Latin1_General_100_BIN2 not null, "leased_until" nvarchar(24) collate Latin1_General_100_BIN2 not null, "progress" nvarchar(max) collate Latin1_General_100_BIN2 not null);
insert into reconciliation_rounds (id, holder, leased_until, rounds) values (1, '', '', '{"walk":null,"recentFrom":null,"carried":{"missing":0,"differing":0,"repaired":0},"behind":0}');
insert into rebuild (id, building, generation, holder, leased_until, progress) values (1, 0, 1, '', '', '{}');

-- 004 journal
create table "journal" ("id" nvarchar(80) collate Latin1_General_100_BIN2 primary key, "at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "body" nvarchar(max) collate Latin1_General_100_BIN2 not null);
create table "archive_chain" ("id" integer primary key, "chain" nvarchar(80) collate Latin1_General_100_BIN2 not null, "part" integer not null);
insert into "archive_chain" ("id", "chain", "part") values (@1, @2, @3);
create table "restorations" ("id" integer primary key, "instant" nvarchar(24) collate Latin1_General_100_BIN2 not null, "complete_until" nvarchar(24) collate Latin1_General_100_BIN2 not null, "state" nvarchar(20) collate Latin1_General_100_BIN2 not null);

-- 005 fingerprints
alter table "inbox" add "fingerprint" nvarchar(64) collate Latin1_General_100_BIN2;

-- 006 erased people
create table "erased_people" ("pseudonym" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "erased_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create index "projected_orders_user" on "projected_orders" ("user_id");
create index "projected_payments_user" on "projected_payments" ("user_id");
