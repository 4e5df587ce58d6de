-- take
select * from "rebuild" as "rebuild" with (updlock, rowlock) where "id" = @1;
drop table if exists "next_projected_orders";
drop table if exists "next_projected_order_lines";
drop table if exists "next_projected_payments";
drop table if exists "next_projected_refunds";
drop table if exists "next_projected_products";
create table "next_projected_orders" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "status" nvarchar(30) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "total" bigint not null, "refunded" bigint not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create table "next_projected_order_lines" ("order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "product_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "name" nvarchar(400) collate Latin1_General_100_BIN2 not null, "quantity" bigint not null, "revenue" bigint not null, constraint "projected_order_lines_key_2" primary key ("order_id", "product_id"));
create table "next_projected_payments" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "status" nvarchar(30) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "amount" bigint not null, "refunded" bigint not null, "captured_at" nvarchar(24) collate Latin1_General_100_BIN2);
create index "projected_payments_captured_2" on "next_projected_payments" ("currency", "captured_at");
create index "projected_payments_order_2" on "next_projected_payments" ("order_id");
create table "next_projected_refunds" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "payment_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "amount" bigint not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create index "projected_refunds_created_2" on "next_projected_refunds" ("currency", "created_at");
create index "projected_refunds_payment_2" on "next_projected_refunds" ("payment_id");
create table "next_projected_products" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "version" integer not null, "hash" nvarchar(64) collate Latin1_General_100_BIN2 not null, "projected_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "sku" nvarchar(64) collate Latin1_General_100_BIN2 not null, "name" nvarchar(400) collate Latin1_General_100_BIN2 not null, "category" nvarchar(50) collate Latin1_General_100_BIN2 not null, "currency" nvarchar(3) collate Latin1_General_100_BIN2 not null, "price" bigint not null, "deleted" integer not null);
create index "projected_orders_user_2" on "next_projected_orders" ("user_id");
create index "projected_payments_user_2" on "next_projected_payments" ("user_id");
update "rebuild" set "building" = @1, "progress" = @2, "holder" = @3, "leased_until" = @4 where "id" = @5;

-- keep
update "rebuild" set "progress" = @1, "leased_until" = @2 where "id" = @3 and "holder" = @4 and "building" = @5;

-- takeOver
select * from "rebuild" as "rebuild" with (updlock, rowlock) where "id" = @1;
drop table "projected_orders";
exec sp_rename @1, @2;
drop table "projected_order_lines";
drop table "projected_payments";
drop table "projected_refunds";
drop table "projected_products";
update "archive_chain" set "chain" = @1, "part" = @2 where "id" = @3;
update "rebuild" set "building" = @1, "generation" = @2, "leased_until" = @3, "progress" = @4 where "id" = @5;
