import { createInbox } from '@causeway/messaging/inbox';
import type { Migrations } from '@causeway/stores/sql';

type Projected = { version: number; hash: string; projected_at: string };

/** The tables of analytics.db / Azure SQL. Money is in minor units, times are ISO texts. */
export type ProjectionTables = {
  projected_orders: Projected & {
    id: string;
    user_id: string;
    status: string;
    currency: string;
    total: number;
    refunded: number;
    created_at: string;
  };
  projected_order_lines: { order_id: string; product_id: string; name: string; quantity: number; revenue: number };
  projected_payments: Projected & {
    id: string;
    order_id: string;
    user_id: string;
    status: string;
    currency: string;
    amount: number;
    refunded: number;
    captured_at: string | null;
  };
  projected_refunds: { id: string; payment_id: string; currency: string; amount: number; created_at: string };
  projected_products: Projected & {
    id: string;
    sku: string;
    name: string;
    category: string;
    currency: string;
    price: number;
    deleted: number;
  };
  projected_stock: { id: string; version: number; left_count: number; held_count: number; sold_count: number };
  projected_reservations: { id: string; version: number; status: string };
  projected_notifications: { id: string; order_id: string; template: string; sent_at: string };
  projected_accounts: { id: string; version: number; created_at: string; erased: number };
  sync_lag: { up_to_ms: number; samples: number };
  reconciliations: { at: string; outcome: string };
};

/** The tables, version by version. A version that was released is never changed. */
export const projectionMigrations: Migrations = {
  '001 projections of orders, payments and products': async (db, seam) => {
    const { id, time, bigint, text } = seam;
    await createInbox(db, seam);
    const table = (name: string) => db.schema.createTable(name).addColumn('id', id, (column) => column.primaryKey());
    const versioned = (name: string) =>
      table(name)
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('hash', text(64), (column) => column.notNull())
        .addColumn('projected_at', time, (column) => column.notNull());

    await versioned('projected_orders')
      .addColumn('user_id', id, (column) => column.notNull())
      .addColumn('status', text(30), (column) => column.notNull())
      .addColumn('currency', text(3), (column) => column.notNull())
      .addColumn('total', bigint, (column) => column.notNull())
      .addColumn('refunded', bigint, (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_order_lines')
      .addColumn('order_id', id, (column) => column.notNull())
      .addColumn('product_id', id, (column) => column.notNull())
      .addColumn('name', text(400), (column) => column.notNull())
      .addColumn('quantity', bigint, (column) => column.notNull())
      .addColumn('revenue', bigint, (column) => column.notNull())
      .addPrimaryKeyConstraint('projected_order_lines_key', ['order_id', 'product_id'])
      .execute();
    await versioned('projected_payments')
      .addColumn('order_id', id, (column) => column.notNull())
      .addColumn('user_id', id, (column) => column.notNull())
      .addColumn('status', text(30), (column) => column.notNull())
      .addColumn('currency', text(3), (column) => column.notNull())
      .addColumn('amount', bigint, (column) => column.notNull())
      .addColumn('refunded', bigint, (column) => column.notNull())
      .addColumn('captured_at', time)
      .execute();
    await db.schema
      .createIndex('projected_payments_captured')
      .on('projected_payments')
      .columns(['currency', 'captured_at'])
      .execute();
    await db.schema.createIndex('projected_payments_order').on('projected_payments').column('order_id').execute();
    await table('projected_refunds')
      .addColumn('payment_id', id, (column) => column.notNull())
      .addColumn('currency', text(3), (column) => column.notNull())
      .addColumn('amount', bigint, (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('projected_refunds_created')
      .on('projected_refunds')
      .columns(['currency', 'created_at'])
      .execute();
    await db.schema.createIndex('projected_refunds_payment').on('projected_refunds').column('payment_id').execute();
    await versioned('projected_products')
      .addColumn('sku', text(64), (column) => column.notNull())
      .addColumn('name', text(400), (column) => column.notNull())
      .addColumn('category', text(50), (column) => column.notNull())
      .addColumn('currency', text(3), (column) => column.notNull())
      .addColumn('price', bigint, (column) => column.notNull())
      .addColumn('deleted', 'integer', (column) => column.notNull())
      .execute();
  },
  '002 what else happens': async (db, { id, time, bigint, text }) => {
    await db.schema
      .createTable('projected_stock')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('left_count', bigint, (column) => column.notNull())
      .addColumn('held_count', bigint, (column) => column.notNull())
      .addColumn('sold_count', bigint, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_reservations')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('status', text(20), (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_notifications')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('order_id', id, (column) => column.notNull())
      .addColumn('template', text(60), (column) => column.notNull())
      .addColumn('sent_at', time, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_accounts')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addColumn('erased', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('sync_lag')
      .addColumn('up_to_ms', bigint, (column) => column.primaryKey())
      .addColumn('samples', bigint, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('reconciliations')
      .addColumn('at', time, (column) => column.primaryKey())
      .addColumn('outcome', text(2000), (column) => column.notNull())
      .execute();
  },
};
