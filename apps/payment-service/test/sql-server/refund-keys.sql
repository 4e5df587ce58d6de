-- claim
insert into "idempotency_keys" ("key_hash", "request_hash", "refund_id", "lease_until", "answer", "created_at") values (@1, @2, @3, @4, @5, @6);
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
select * from "idempotency_keys" as "idempotency_keys" with (updlock, rowlock) where "key_hash" = @1;
update "idempotency_keys" set "key_hash" = @1, "request_hash" = @2, "refund_id" = @3, "lease_until" = @4, "answer" = @5, "created_at" = @6 where "key_hash" = @7;

-- answer
update "idempotency_keys" set "answer" = @1 where "key_hash" = @2;
select * from "idempotency_keys" where "key_hash" = @1;
insert into "journal" ("id", "at", "body") values (@1, @2, @3);

-- release
delete from "idempotency_keys" where "key_hash" = @1;
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
