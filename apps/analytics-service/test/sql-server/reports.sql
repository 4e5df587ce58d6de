-- mainCurrency
select "currency" from "projected_payments" where "captured_at" >= @1 and "captured_at" < @2 group by "currency" order by count(*) desc, "currency" offset @3 rows fetch next @4 rows only;

-- captured
select substring(captured_at, 1, 13) as "bucket", count(*) as "orders", sum(amount) as "amount" from "projected_payments" where "currency" = @1 and "captured_at" >= @2 and "captured_at" < @3 group by substring(captured_at, 1, 13);

-- refunded
select substring(created_at, 1, 13) as "bucket", sum(amount) as "amount" from "projected_refunds" where "currency" = @1 and "created_at" >= @2 and "created_at" < @3 group by substring(created_at, 1, 13);

-- topProducts
select "line"."product_id" as "productId", coalesce(max(product.name), max(line.name)) as "name", sum(line.quantity) as "quantity", sum(line.revenue) as "revenue" from "projected_order_lines" as "line" inner join "projected_payments" as "payment" on "payment"."order_id" = "line"."order_id" left join "projected_products" as "product" on "product"."id" = "line"."product_id" where "payment"."currency" = @1 and "payment"."captured_at" is not null and "payment"."status" != @2 group by "line"."product_id" order by "revenue" desc, "line"."product_id" offset @3 rows fetch next @4 rows only;

-- topCustomers
select "user_id" as "userId", count(*) as "orders", sum(amount - refunded) as "revenue" from "projected_payments" where "currency" = @1 and "captured_at" is not null and "status" != @2 group by "user_id" order by "revenue" desc, "user_id" offset @3 rows fetch next @4 rows only;

-- lag
select * from "sync_lags";
