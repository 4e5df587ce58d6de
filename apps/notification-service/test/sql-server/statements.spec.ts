import { join } from 'node:path';
import { sqlRelay } from '@causeway/messaging/outbox';
import type { SqlStore } from '@causeway/stores/sql';
import { reviewed, statementsOf } from '@causeway/testing/sql-statements';
import { tsqlFaults } from '@causeway/testing/tsql-faults';
import type { Kysely } from 'kysely';
import { notificationMigrations } from '../../src/adapters/notification-tables.js';
import { SqlNotifications, type Tables } from '../../src/adapters/sql-notifications.js';
import { SqlRecipients } from '../../src/adapters/sql-recipients.js';
import { anEventOfSending } from './an-event-of-sending.js';

const now = new Date('2026-11-21T09:00:00.000Z');
const row = { id: 'n1', order_id: 'o1', event_id: 'e1', template: 't', created_at: '2026-11-21T09:00:00.000Z' };
const draft = {
  id: 'n1',
  userId: 'u1',
  orderId: 'o1',
  eventId: 'e1',
  template: 't',
  channel: 'email',
  messageId: '<m>',
};

const files: [string, () => Promise<string>][] = [
  [
    'migrations.sql',
    () =>
      statementsOf(
        (store: SqlStore<Tables>) => ({ store }),
        Object.fromEntries(
          Object.entries(notificationMigrations).map(([name, step]) => [
            name,
            // A migration meets tables of every version, so it knows no table type.
            ({ store }) => step(store.db as unknown as Kysely<unknown>, store.dialect),
          ]),
        ),
        row,
      ),
  ],
  [
    'notifications.sql',
    () =>
      statementsOf(
        (store: SqlStore<Tables>) =>
          new SqlNotifications(store, sqlRelay({ store, publisher: { publish: async () => undefined } })),
        {
          record: (notifications) => notifications.record({ ...draft, channel: 'email' }, now),
          markSent: (notifications) => notifications.markSent('n1', now, anEventOfSending),
          markFailed: (notifications) => notifications.markFailed('n1'),
          list: async (notifications) => {
            await notifications.list('u1', 20).catch(() => undefined);
            await notifications.list('u1', 20, { createdAt: now.toISOString(), id: 'n1' });
          },
        },
        row,
      ),
  ],
  [
    'recipients.sql',
    () =>
      statementsOf(
        (store: SqlStore<Tables>) => new SqlRecipients(store),
        {
          note: (recipients) => recipients.note('u1', now),
          notificationsOf: (recipients) => recipients.notificationsOf('u1'),
          forget: (recipients) => recipients.forget('u1', ['n1', 'n2']),
        },
        row,
      ),
  ],
];

describe('what SQL Server is asked by notification-service', () => {
  it.each(files)('is as reviewed in %s', async (name, statements) => {
    const { is, was } = reviewed(join(import.meta.dirname, name), await statements());
    expect(is).toBe(was);
    for (const statement of is.split('\n').filter((line) => !line.startsWith('--'))) {
      expect([statement, tsqlFaults(statement)]).toEqual([statement, []]);
    }
  });
});
