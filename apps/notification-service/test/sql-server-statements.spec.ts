import { type Publisher, sqlRelay } from '@causeway/messaging/outbox';
import { openSql, type SqlStore } from '@causeway/stores/sql';
import {
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
} from 'kysely';
import { notificationMigrations } from '../src/adapters/notification-tables.js';
import { SqlNotifications, type Tables } from '../src/adapters/sql-notifications.js';
import type { Draft } from '../src/core/ports.js';

const row = { id: 'n1', order_id: 'o1', event_id: 'e1', template: 't', channel: 'email', status: 'pending' };

/** Answers every statement with one row, read or written. */
class OneRowDriver extends DummyDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    // What a row holds is what the query's author told Kysely that it holds.
    connection.executeQuery = async <R>() => ({ rows: [row as R], numAffectedRows: 1n });
    return connection;
  }
}

const statements: string[] = [];
const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new MssqlAdapter(),
    createDriver: () => new OneRowDriver(),
    createIntrospector: (database) => new MssqlIntrospector(database),
    createQueryCompiler: () => new MssqlQueryCompiler(),
  },
  log: ({ query }) => void statements.push(query.sql.replace(/\s+/g, ' ').trim()),
});
// Nothing is connected before the first statement, and there is none on this one.
const { dialect } = openSql('mssql://nobody:nothing@localhost/notifications');
const store: SqlStore<Tables> = {
  db,
  dialect,
  transaction: (fn) => db.transaction().execute(fn),
  ping: async () => undefined,
  close: async () => undefined,
};
const publisher: Publisher = { publish: async () => undefined };
const notifications = new SqlNotifications(store, sqlRelay({ store, publisher }));
const now = new Date('2026-11-21T09:00:00.000Z');

async function asked(work: () => Promise<unknown>): Promise<string[]> {
  statements.length = 0;
  await work();
  return statements;
}

describe('what SQL Server is asked', () => {
  it('for the tables, whose keys fit an index (1700 bytes, two for a character)', async () => {
    const tables = await asked(async () => {
      // A migration meets tables of every version, so it knows no table type.
      for (const step of Object.values(notificationMigrations)) await step(db as unknown as Kysely<unknown>, dialect);
    });
    expect(tables.slice(3)).toMatchInlineSnapshot(`
[
  "create table "notifications" ("id" nvarchar(36) collate Latin1_General_100_BIN2 primary key, "user_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "order_id" nvarchar(36) collate Latin1_General_100_BIN2 not null, "event_id" nvarchar(128) collate Latin1_General_100_BIN2 not null unique, "template" nvarchar(60) collate Latin1_General_100_BIN2 not null, "channel" nvarchar(10) collate Latin1_General_100_BIN2 not null, "status" nvarchar(10) collate Latin1_General_100_BIN2 not null, "message_id" nvarchar(100) collate Latin1_General_100_BIN2 not null, "created_at" nvarchar(24) collate Latin1_General_100_BIN2 not null, "sent_at" nvarchar(24) collate Latin1_General_100_BIN2, "schema_version" integer not null)",
  "create index "notifications_of_user" on "notifications" ("user_id", "created_at", "id")",
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
