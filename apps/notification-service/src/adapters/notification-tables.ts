import type { Notification } from '@causeway/data-model';
import { addFingerprints, createInbox } from '@causeway/messaging/inbox';
import { createOutbox } from '@causeway/messaging/outbox';
import { createErasedPeople, type Migrations } from '@causeway/stores/sql';

/** The table of notifications.db / Azure SQL, beside the inbox and the outbox. */
export type NotificationTables = {
  notifications: {
    id: string;
    user_id: string;
    order_id: string;
    event_id: string;
    template: string;
    channel: Notification['channel'];
    status: Notification['status'];
    message_id: string;
    created_at: string;
    sent_at: string | null;
    schema_version: number;
  };
};

/** The tables, version by version. A version that was released is never changed. */
export const notificationMigrations: Migrations = {
  '001 notifications': async (db, seam) => {
    const { id, time, text } = seam;
    await createInbox(db, seam);
    await createOutbox(db, seam);
    await db.schema
      .createTable('notifications')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('user_id', id, (column) => column.notNull())
      .addColumn('order_id', id, (column) => column.notNull())
      .addColumn('event_id', text(128), (column) => column.notNull().unique())
      .addColumn('template', text(60), (column) => column.notNull())
      .addColumn('channel', text(10), (column) => column.notNull())
      .addColumn('status', text(10), (column) => column.notNull())
      .addColumn('message_id', text(100), (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addColumn('sent_at', time)
      .addColumn('schema_version', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('notifications_of_user')
      .on('notifications')
      .columns(['user_id', 'created_at', 'id'])
      .execute();
  },
  '002 fingerprints': addFingerprints,
  '003 erased people': createErasedPeople,
};
