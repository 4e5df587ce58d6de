-- record
select "pseudonym" from "erased_people" as "erased_people" with (serializable, rowlock) where "pseudonym" = @1;
insert into "notifications" ("id", "user_id", "order_id", "event_id", "template", "channel", "status", "message_id", "created_at", "sent_at", "schema_version") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11);
select * from "notifications" where "event_id" = @1;

-- markSent
insert into "inbox" ("event_id", "received_at", "fingerprint") values (@1, @2, @3);
update "notifications" set "status" = @1, "sent_at" = @2 where "id" = @3;
insert into "outbox" ("event_id", "topic", "body", "created_at", "attempts", "claimed_until", "parked_reason") values (@1, @2, @3, @4, @5, @6, @7);
delete from "outbox" where "event_id" in (@1);
select "fingerprint" from "inbox" where "event_id" = @1;

-- markFailed
update "notifications" set "status" = @1 where "id" = @2 and "status" = @3;

-- list
select * from "notifications" where "user_id" = @1 order by "created_at" desc, "id" desc offset @2 rows fetch next @3 rows only;
select * from "notifications" where "user_id" = @1 and ("created_at" < @2 or ("created_at" = @3 and "id" < @4)) order by "created_at" desc, "id" desc offset @5 rows fetch next @6 rows only;
