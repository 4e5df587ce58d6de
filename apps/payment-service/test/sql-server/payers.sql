-- forgetInArchive

-- forget
insert into "erased_people" ("pseudonym", "erased_at") values (@1, @2);
select * from "payments" as "payments" with (updlock, rowlock) where ("user_id" = @1 or "resolved_by" = @2) order by "id" offset @3 rows fetch next @4 rows only;
update "payments" set "user_id" = @1, "resolved_by" = @2, "revision" = @3 where "id" = @4;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
update "outbox" set "body" = replace(body, @1, @2) where "body" like @3;
update "journal" set "body" = replace(body, @1, @2) where "body" like @3;

-- paymentsOf
select * from "payments" where "user_id" = @1 order by "id" offset @2 rows fetch next @3 rows only;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";
select * from "payments" where "user_id" = @1 and "id" > @2 order by "id" offset @3 rows fetch next @4 rows only;
