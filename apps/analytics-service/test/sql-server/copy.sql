-- known
select * from "projected_orders" where "id" in (@1, @2);
select * from "projected_order_lines" where "order_id" in (@1, @2);
select * from "projected_payments" where "id" in (@1, @2);
select * from "projected_refunds" where "payment_id" in (@1, @2);
select * from "projected_products" where "id" in (@1, @2);

-- expected

-- ids
select "id" from "projected_orders" where "id" > @1 order by "id" offset @2 rows fetch next @3 rows only;
select "id" from "projected_payments" where "id" > @1 order by "id" offset @2 rows fetch next @3 rows only;
select "id" from "projected_products" where "id" > @1 order by "id" offset @2 rows fetch next @3 rows only;

-- repair
select "pseudonym" from "erased_people" as "erased_people" with (serializable, rowlock) where "pseudonym" = @1;
update "projected_orders" set "user_id" = @1, "status" = @2, "currency" = @3, "total" = @4, "refunded" = @5, "created_at" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and version = @11 and projected_at = @12;
delete from "projected_order_lines" where "order_id" = @1;
insert into "projected_order_lines" ("order_id", "product_id", "name", "quantity", "revenue") values (@1, @2, @3, @4, @5);
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
update "projected_payments" set "order_id" = @1, "user_id" = @2, "status" = @3, "currency" = @4, "amount" = @5, "refunded" = @6, "captured_at" = @7, "version" = @8, "hash" = @9, "projected_at" = @10 where "id" = @11 and version = @12 and projected_at = @13;
delete from "projected_refunds" where "payment_id" = @1;
delete from "projected_refunds" where "id" = @1;
insert into "projected_refunds" ("id", "payment_id", "currency", "amount", "created_at") values (@1, @2, @3, @4, @5);
update "projected_products" set "sku" = @1, "name" = @2, "category" = @3, "currency" = @4, "price" = @5, "deleted" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and version = @11 and projected_at = @12;
update "projected_orders" set "user_id" = @1, "status" = @2, "currency" = @3, "total" = @4, "refunded" = @5, "created_at" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and 1 = 0;
update "projected_payments" set "order_id" = @1, "user_id" = @2, "status" = @3, "currency" = @4, "amount" = @5, "refunded" = @6, "captured_at" = @7, "version" = @8, "hash" = @9, "projected_at" = @10 where "id" = @11 and 1 = 0;
update "projected_products" set "sku" = @1, "name" = @2, "category" = @3, "currency" = @4, "price" = @5, "deleted" = @6, "version" = @7, "hash" = @8, "projected_at" = @9 where "id" = @10 and 1 = 0;
insert into "projected_orders" ("id", "user_id", "status", "currency", "total", "refunded", "created_at", "version", "hash", "projected_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10);
insert into "projected_payments" ("id", "order_id", "user_id", "status", "currency", "amount", "refunded", "captured_at", "version", "hash", "projected_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11);
insert into "projected_products" ("id", "sku", "name", "category", "currency", "price", "deleted", "version", "hash", "projected_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10);

-- remove
delete from "projected_orders" where "id" = @1 and version = @2 and projected_at = @3;
delete from "projected_order_lines" where "order_id" = @1;
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
delete from "projected_payments" where "id" = @1 and version = @2 and projected_at = @3;
delete from "projected_refunds" where "payment_id" = @1;
delete from "projected_products" where "id" = @1 and version = @2 and projected_at = @3;

-- removeOrphans
select distinct "order_id" from "projected_order_lines" where not exists ( select 1 from "projected_orders" as whole where whole.id = "projected_order_lines"."order_id");
delete from "projected_order_lines" where not exists ( select 1 from "projected_orders" as whole where whole.id = "projected_order_lines"."order_id");
select distinct "payment_id" from "projected_refunds" where not exists ( select 1 from "projected_payments" as whole where whole.id = "projected_refunds"."payment_id");
delete from "projected_refunds" where not exists ( select 1 from "projected_payments" as whole where whole.id = "projected_refunds"."payment_id");
