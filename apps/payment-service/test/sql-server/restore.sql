-- held
select * from "restorations" where "id" = @1;
select count(*) as "count" from "payments";

-- restore
delete from "restorations";
insert into "restorations" ("id", "instant", "complete_until", "state") values (@1, @2, @3, @4);
insert into "erased_people" ("pseudonym", "erased_at") values (@1, @2);
select "revision" from "payments" where "id" = @1;
update "payments" set "order_id" = @1, "user_id" = @2, "status" = @3, "amount" = @4, "refunded" = @5, "currency" = @6, "payment_method" = @7, "card_brand" = @8, "card_last4" = @9, "intent_id" = @10, "decline_code" = @11, "action_url" = @12, "action_expires_at" = @13, "captured_at" = @14, "cancel_requested_at" = @15, "doubt_since" = @16, "attempts" = @17, "due_at" = @18, "resolution" = @19, "resolution_note" = @20, "resolved_by" = @21, "resolved_at" = @22, "traceparent" = @23, "version" = @24, "revision" = @25, "schema_version" = @26, "created_at" = @27, "updated_at" = @28 where "id" = @29;
delete from "refunds" where "payment_id" = @1;
insert into "refunds" ("id", "payment_id", "amount", "currency", "reason", "status", "cause", "provider_key", "provider_refund_id", "schema_version", "created_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11);
insert into "inbox" ("event_id", "received_at", "fingerprint") values (@1, @2, @3);
delete from "idempotency_keys" where "key_hash" = @1;
update "payments" set "version" = version + @1, "revision" = revision + 1 where (status in ('requested', 'charging', 'requires_action', 'processing', 'unknown', 'manual_review') or exists (select 1 from refunds where refunds.payment_id = payments.id and refunds.status = 'pending')) and "version" < @2;
update "payments" set "due_at" = @1 where (status in ('requested', 'charging', 'requires_action', 'processing', 'unknown', 'manual_review') or exists (select 1 from refunds where refunds.payment_id = payments.id and refunds.status = 'pending')) and "status" != @2;
select "id", "payment_id", "refund_id", "movement_id", "account", "amount", "currency", "created_at" from "ledger_entries" order by "id";
select count(*) as "count" from "payments";
select count(*) as "count" from "refunds";
update "restorations" set "state" = @1 where "id" = @2;
insert into "payments" ("id", "order_id", "user_id", "status", "amount", "refunded", "currency", "payment_method", "card_brand", "card_last4", "intent_id", "decline_code", "action_url", "action_expires_at", "captured_at", "cancel_requested_at", "doubt_since", "attempts", "due_at", "resolution", "resolution_note", "resolved_by", "resolved_at", "traceparent", "version", "revision", "schema_version", "created_at", "updated_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17, @18, @19, @20, @21, @22, @23, @24, @25, @26, @27, @28, @29);

-- report
select "id", "payment_id", "refund_id", "movement_id", "account", "amount", "currency", "created_at" from "ledger_entries" order by "id";
select count(*) as "count" from "payments";
select count(*) as "count" from "refunds";
