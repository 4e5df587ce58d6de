import type { SqlSeam } from '@causeway/stores/sql';
import type { Kysely } from 'kysely';

/** The tables that are copies of what the sources hold: all that reports read, and all that a rebuild makes anew. */
export const copiedTables = [
  'projected_orders',
  'projected_order_lines',
  'projected_payments',
  'projected_refunds',
  'projected_products',
] as const;

/**
 * Creates the copied tables.
 *
 * @param nameOf where each stands
 * @param mark makes the names of indexes and constraints differ from those of tables that stand beside them
 */
export async function createCopies(
  db: Kysely<unknown>,
  { id, time, bigint, text }: SqlSeam,
  nameOf: (table: (typeof copiedTables)[number]) => string = (table) => table,
  mark = '',
): Promise<void> {
  const table = (name: (typeof copiedTables)[number]) =>
    db.schema.createTable(nameOf(name)).addColumn('id', id, (column) => column.primaryKey());
  const versioned = (name: (typeof copiedTables)[number]) =>
    table(name)
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('hash', text(64), (column) => column.notNull())
      .addColumn('projected_at', time, (column) => column.notNull());
  const index = (name: string, on: (typeof copiedTables)[number], columns: string[]) =>
    db.schema.createIndex(`${name}${mark}`).on(nameOf(on)).columns(columns).execute();

  await versioned('projected_orders')
    .addColumn('user_id', id, (column) => column.notNull())
    .addColumn('status', text(30), (column) => column.notNull())
    .addColumn('currency', text(3), (column) => column.notNull())
    .addColumn('total', bigint, (column) => column.notNull())
    .addColumn('refunded', bigint, (column) => column.notNull())
    .addColumn('created_at', time, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable(nameOf('projected_order_lines'))
    .addColumn('order_id', id, (column) => column.notNull())
    .addColumn('product_id', id, (column) => column.notNull())
    .addColumn('name', text(400), (column) => column.notNull())
    .addColumn('quantity', bigint, (column) => column.notNull())
    .addColumn('revenue', bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint(`projected_order_lines_key${mark}`, ['order_id', 'product_id'])
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
  await index('projected_payments_captured', 'projected_payments', ['currency', 'captured_at']);
  await index('projected_payments_order', 'projected_payments', ['order_id']);
  await table('projected_refunds')
    .addColumn('payment_id', id, (column) => column.notNull())
    .addColumn('currency', text(3), (column) => column.notNull())
    .addColumn('amount', bigint, (column) => column.notNull())
    .addColumn('created_at', time, (column) => column.notNull())
    .execute();
  await index('projected_refunds_created', 'projected_refunds', ['currency', 'created_at']);
  await index('projected_refunds_payment', 'projected_refunds', ['payment_id']);
  await versioned('projected_products')
    .addColumn('sku', text(64), (column) => column.notNull())
    .addColumn('name', text(400), (column) => column.notNull())
    .addColumn('category', text(50), (column) => column.notNull())
    .addColumn('currency', text(3), (column) => column.notNull())
    .addColumn('price', bigint, (column) => column.notNull())
    .addColumn('deleted', 'integer', (column) => column.notNull())
    .execute();
}

/** Makes the rows of a customer quick to find; for tables of `createCopies`, with the same names and mark. */
export async function indexCustomers(
  db: Kysely<unknown>,
  nameOf: (table: (typeof copiedTables)[number]) => string = (table) => table,
  mark = '',
): Promise<void> {
  for (const table of ['projected_orders', 'projected_payments'] as const)
    await db.schema.createIndex(`${table}_user${mark}`).on(nameOf(table)).column('user_id').execute();
}
