import { type Publisher, sqlRelay } from '@causeway/messaging/outbox';
import { recordingSqlServer } from '@causeway/testing/sql-server';
import type { Kysely } from 'kysely';
import { notificationMigrations } from '../src/adapters/notification-tables.js';
import { SqlNotifications, type Tables } from '../src/adapters/sql-notifications.js';
import type { Draft } from '../src/core/ports.js';

const row = { id: 'n1', order_id: 'o1', event_id: 'e1', template: 't', channel: 'email', status: 'pending' };

const { store, asked } = recordingSqlServer<Tables>(row);
const publisher: Publisher = { publish: async () => undefined };
const notifications = new SqlNotifications(store, sqlRelay({ store, publisher }));
const now = new Date('2026-11-21T09:00:00.000Z');

describe('what SQL Server is asked', () => {
  it('for the tables, whose keys fit an index (1700 bytes, two for a character)', async () => {
    const tables = await asked(async () => {
      // A migration meets tables of every version, so it knows no table type.
      for (const step of Object.values(notificationMigrations))
        await step(store.db as unknown as Kysely<unknown>, store.dialect);
    });
    expect(tables.slice(3)).toMatchInlineSnapshot(`
[
  "create table "notifications" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "event_id" nvarchar(128) collate Latin1_General_100_BIN2 not null unique, "template" nvarchar(60) collate Latin1_General_100_BIN2 not null, "channel" nvarchar(10) collate Latin1_General_100_BIN2 not null, "status" nvarchar(10) collate Latin1_General_100_BIN2 not null, "message_id" nvarchar(100) collate Latin1_General_100_BIN2 not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "sent_at" nvarchar(24) collate Latin1_General_100_BIN2, "schema_version" integer not null)",
  "create index "notifications_of_user" on "notifications" ("user_id", "created_at", "id")",
  "alter table "inbox" add "fingerprint" nvarchar(64) collate Latin1_General_100_BIN2",
  "create table "erased_people" ("pseudonym" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "erased_at" nvarchar(24) collate Latin1_General_100_BIN2 not null)",
]
`);
  });

  it('to record a notification', async () => {
    const draft: Draft = {
      id: 'n1',
      userId: 'u1',
      orderId: 'o1',
      eventId: 'e1',
      template: 'order-paid',
      channel: 'email',
      messageId: '<m1@causeway>',
    };
    expect(await asked(() => notifications.record(draft, now))).toMatchInlineSnapshot(`
[
  "select "pseudonym" from "erased_people" as "erased_people" with (serializable, rowlock) where "pseudonym" = @1",
  "insert into "notifications" ("id", "user_id", "order_id", "event_id", "template", "channel", "status", "message_id", "created_at", "sent_at", "schema_version") values (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11)",
  "select * from "notifications" where "event_id" = @1",
]
`);
  });

  it('to give one up', async () => {
    expect(await asked(() => notifications.markFailed('n1'))).toMatchInlineSnapshot(`
[
  "update "notifications" set "status" = @1 where "id" = @2 and "status" = @3",
]
`);
  });

  it('for a page behind another', async () => {
    expect(
      await asked(() => notifications.list('u1', 20, { createdAt: now.toISOString(), id: 'n1' })),
    ).toMatchInlineSnapshot(`
[
  "select * from "notifications" where "user_id" = @1 and ("created_at" < @2 or ("created_at" = @3 and "id" < @4)) order by "created_at" desc, "id" desc offset @5 rows fetch next @6 rows only",
]
`);
  });
});
