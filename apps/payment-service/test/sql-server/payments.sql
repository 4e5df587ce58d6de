-- byId
select * from "payments" where "id" = @1;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";

-- byOrder
select * from "payments" where "order_id" = @1;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";

-- byIntent
select * from "payments" where "intent_id" = @1;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";

-- byIds
select * from "payments" where "id" in (@1, @2);
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";

-- add
select "pseudonym" from "erased_people" as "erased_people" with (serializable, rowlock) where "pseudonym" = @1;
insert into "payments" ("id", "order_id", "user_id", "status", "amount", "refunded", "currency", "payment_method", "card_brand", "card_last4", "intent_id", "decline_code", "action_url", "action_expires_at", "captured_at", "cancel_requested_at", "doubt_since", "attempts", "due_at", "resolution", "resolution_note", "resolved_by", "resolved_at", "traceparent", "version", "revision", "schema_version", "created_at", "updated_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17, @18, @19, @20, @21, @22, @23, @24, @25, @26, @27, @28, @29);
insert into "inbox" ("event_id", "received_at", "fingerprint") values (@1, @2, @3);
insert into "journal" ("id", "at", "body") values (@1, @2, @3);

-- save
update "payments" set "order_id" = @1, "user_id" = @2, "status" = @3, "amount" = @4, "refunded" = @5, "currency" = @6, "payment_method" = @7, "card_brand" = @8, "card_last4" = @9, "intent_id" = @10, "decline_code" = @11, "action_url" = @12, "action_expires_at" = @13, "captured_at" = @14, "cancel_requested_at" = @15, "doubt_since" = @16, "attempts" = @17, "due_at" = @18, "resolution" = @19, "resolution_note" = @20, "resolved_by" = @21, "resolved_at" = @22, "traceparent" = @23, "version" = @24, "revision" = @25, "schema_version" = @26, "created_at" = @27, "updated_at" = @28 where "id" = @29 and "revision" = @30;
insert into "refunds" ("id", "payment_id", "amount", "currency", "reason", "status", "cause", "provider_key", "provider_refund_id", "schema_version", "created_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11);
insert into "ledger_entries" ("id", "payment_id", "refund_id", "movement_id", "account", "amount", "currency", "schema_version", "created_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9), (@10, @11, @12, @13, @14, @15, @16, @17, @18);
insert into "webhook_events" ("event_id", "received_at") values (@1, @2);
insert into "outbox" ("event_id", "topic", "body", "created_at", "attempts", "claimed_until", "parked_reason") values (@1, @2, @3, @4, @5, @6, @7);
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
delete from "outbox" where "event_id" in (@1);
update "refunds" set "payment_id" = @1, "amount" = @2, "currency" = @3, "reason" = @4, "status" = @5, "cause" = @6, "provider_key" = @7, "provider_refund_id" = @8, "schema_version" = @9, "created_at" = @10 where "id" = @11;
insert into "inbox" ("event_id", "received_at", "fingerprint") values (@1, @2, @3);

-- heard
delete from "outbox" where "event_id" in (@1);
select "fingerprint" from "inbox" where "event_id" = @1;
select "event_id" from "webhook_events" where "event_id" = @1;

-- markHandled
insert into "inbox" ("event_id", "received_at", "fingerprint") values (@1, @2, @3);
insert into "journal" ("id", "at", "body") values (@1, @2, @3);
insert into "webhook_events" ("event_id", "received_at") values (@1, @2);
select "fingerprint" from "inbox" where "event_id" = @1;

-- claimDue
with claimed as ( select top (@1) * from "payments" with (updlock, rowlock, readpast, readcommittedlock) where due_at <= @2 order by "due_at" ) update claimed set "due_at" = @3 output inserted.*;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";

-- page
select * from "payments" order by "updated_at", "id" offset @1 rows fetch next @2 rows only;
select * from "refunds" where "payment_id" in (@1) order by "created_at", "id";
select * from "payments" where "updated_at" >= @1 and ("updated_at" > @2 or ("updated_at" = @3 and "id" > @4)) order by "updated_at", "id" offset @5 rows fetch next @6 rows only;
