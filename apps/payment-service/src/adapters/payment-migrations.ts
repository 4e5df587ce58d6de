import { addFingerprints, createInbox } from '@causeway/messaging/inbox';
import { createOutbox } from '@causeway/messaging/outbox';
import { createJournal, createRestorations } from '@causeway/stores/archive';
import { createErasedPeople, type Migrations } from '@causeway/stores/sql';

/** The tables of payments, version by version. A version that was released is never changed. */
export const paymentMigrations: Migrations = {
  '001-payments': async (db, seam) => {
    const { id, time, bigint, text } = seam;
    const currency = text(3);
    await db.schema
      .createTable('payments')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('order_id', id, (column) => column.notNull().unique())
      .addColumn('user_id', id, (column) => column.notNull())
      .addColumn('status', text(20), (column) => column.notNull())
      .addColumn('amount', bigint, (column) => column.notNull())
      .addColumn('refunded', bigint, (column) => column.notNull())
      .addColumn('currency', currency, (column) => column.notNull())
      .addColumn('payment_method', text(64), (column) => column.notNull())
      .addColumn('card_brand', text(40))
      .addColumn('card_last4', text(4))
      .addColumn('intent_id', text(255))
      .addColumn('decline_code', text(100))
      .addColumn('action_url', text(2000))
      .addColumn('action_expires_at', time)
      .addColumn('captured_at', time)
      .addColumn('cancel_requested_at', time)
      .addColumn('doubt_since', time)
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('due_at', time)
      .addColumn('resolution', text(20))
      .addColumn('resolution_note', text(1000))
      .addColumn('resolved_by', text(100))
      .addColumn('resolved_at', time)
      .addColumn('traceparent', text(55), (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('schema_version', 'integer', (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addColumn('updated_at', time, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('payments_intent').on('payments').column('intent_id').execute();
    await db.schema.createIndex('payments_due').on('payments').column('due_at').execute();
    await db.schema.createIndex('payments_changes').on('payments').columns(['updated_at', 'id']).execute();

    await db.schema
      .createTable('refunds')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('payment_id', id, (column) => column.notNull().references('payments.id'))
      .addColumn('amount', bigint, (column) => column.notNull())
      .addColumn('currency', currency, (column) => column.notNull())
      .addColumn('reason', text(400), (column) => column.notNull())
      .addColumn('status', text(20), (column) => column.notNull())
      .addColumn('cause', text(20), (column) => column.notNull())
      .addColumn('provider_key', text(255), (column) => column.notNull().unique())
      .addColumn('provider_refund_id', text(255))
      .addColumn('schema_version', 'integer', (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('refunds_payment').on('refunds').column('payment_id').execute();

    await db.schema
      .createTable('ledger_entries')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('payment_id', id, (column) => column.notNull().references('payments.id'))
      .addColumn('refund_id', id)
      .addColumn('movement_id', id, (column) => column.notNull())
      .addColumn('account', text(40), (column) => column.notNull())
      .addColumn('amount', bigint, (column) => column.notNull())
      .addColumn('currency', currency, (column) => column.notNull())
      .addColumn('schema_version', 'integer', (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addColumn('batch', text(200))
      .addColumn('archived_at', time)
      .addUniqueConstraint('ledger_entries_once', ['movement_id', 'account'])
      .execute();
    await db.schema.createIndex('ledger_entries_payment').on('ledger_entries').column('payment_id').execute();
    await db.schema
      .createIndex('ledger_entries_archive')
      .on('ledger_entries')
      .columns(['archived_at', 'batch'])
      .execute();

    await db.schema
      .createTable('idempotency_keys')
      .addColumn('key_hash', text(64), (column) => column.primaryKey())
      .addColumn('request_hash', text(64), (column) => column.notNull())
      .addColumn('refund_id', id, (column) => column.notNull())
      .addColumn('lease_until', time, (column) => column.notNull())
      .addColumn('answer', text(4000))
      .addColumn('created_at', time, (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('webhook_events')
      .addColumn('event_id', text(255), (column) => column.primaryKey())
      .addColumn('received_at', time, (column) => column.notNull())
      .execute();
    await createInbox(db, seam);
    await createOutbox(db, seam);
  },
  '002-journal': async (db, seam) => {
    // `batch` and `archived_at` of ledger_entries are not written any more: the journal has what is not archived yet.
    await createJournal(db, seam);
    await createRestorations(db, seam);
  },
  '003-fingerprints': addFingerprints,
  '004-erased-people': async (db, seam) => {
    await createErasedPeople(db, seam);
    await db.schema.createIndex('payments_of_user').on('payments').columns(['user_id', 'id']).execute();
    await db.schema.createIndex('payments_resolved').on('payments').column('resolved_by').execute();
  },
};
