-- forgetInArchive

-- forget
insert into "erased_people" ("pseudonym", "erased_at") values (@1, @2);
select "building" from "rebuild" as "rebuild" with (serializable, rowlock) where "id" = @1;
update "next_projected_orders" set "user_id" = @1 where "user_id" = @2;
update "next_projected_payments" set "user_id" = @1 where "user_id" = @2;
update "projected_orders" set "user_id" = @1 where "user_id" = @2;
update "projected_payments" set "user_id" = @1 where "user_id" = @2;
delete from "projected_accounts" where "id" = @1;
update "projected_accounts" set "version" = @1, "created_at" = @2, "erased" = @3 where "id" = @4 and version < @5;
update inbox set event_id = replace("event_id", @1, @2) where event_id like @3;
update "journal" set "body" = replace("body", @1, @2) where "body" like @3;
update "sync_lags" set "samples" = samples + 1 where "source" = @1 and "up_to_ms" = @2;
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
insert into "projected_accounts" ("id", "version", "created_at", "erased") values (@1, @2, @3, @4);
insert into "sync_lags" ("source", "up_to_ms", "samples") values (@1, @2, @3);

-- dataOf
select "created_at" from "projected_accounts" where "id" = @1;
select count(*) as "orders" from "projected_orders" where "user_id" = @1;
select "currency", sum(amount - refunded) as "amount" from "projected_payments" where "user_id" = @1 and "captured_at" is not null group by "currency" order by "currency";
