-- 001 notifications
create table "inbox" ("event_id" nvarchar(128) collate Latin1_General_100_BIN2 primary key, "received_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
create table "outbox" ("event_id" nvarchar(128) collate Latin1_General_100_BIN2 primary key, "topic" nvarchar(50) collate Latin1_General_100_BIN2 not null, "body" nvarchar(max) collate Latin1_General_100_BIN2 not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "attempts" integer not null, "claimed_until" nvarchar(24) collate Latin1_General_100_BIN2 not null, "parked_reason" nvarchar(1000) collate Latin1_General_100_BIN2);
create index "outbox_claimed_until" on "outbox" ("claimed_until");
create table "notifications" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "event_id" nvarchar(128) collate Latin1_General_100_BIN2 not null unique, "template" nvarchar(60) collate Latin1_General_100_BIN2 not null, "channel" nvarchar(10) collate Latin1_General_100_BIN2 not null, "status" nvarchar(10) collate Latin1_General_100_BIN2 not null, "message_id" nvarchar(100) collate Latin1_General_100_BIN2 not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "sent_at" nvarchar(24) collate Latin1_General_100_BIN2, "schema_version" integer not null);
create index "notifications_of_user" on "notifications" ("user_id", "created_at", "id");

-- 002 fingerprints
alter table "inbox" add "fingerprint" nvarchar(64) collate Latin1_General_100_BIN2;

-- 003 erased people
create table "erased_people" ("pseudonym" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "erased_at" nvarchar(24) collate Latin1_General_100_BIN2 not null);
