import { createHash } from 'node:crypto';
import { canonicalJson, type Order, type PaymentState, type ProductState } from '@causeway/data-model';
import { type SqlSeam, upsert } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import type { ProjectionTables } from './projection-tables.js';

/** One transaction's writing hand: rows change only towards newer versions; with `mend` also to another state of the same. */
export type Pen = { seam: SqlSeam; trx: Transaction<ProjectionTables>; at: string; mend: boolean };

const hashOf = (state: unknown): string => createHash('sha256').update(canonicalJson(state)).digest('hex');

const notNewer = ({ mend }: Pen, version: number) => (mend ? sql`version <= ${version}` : sql`version < ${version}`);

export async function writeOrder(pen: Pen, order: Order): Promise<void> {
  const row = {
    user_id: order.userId,
    status: order.status,
    currency: order.total.currency,
    total: order.total.amount,
    refunded: order.refunded.amount,
    created_at: order.createdAt,
    version: order.version,
    hash: hashOf(order),
    projected_at: pen.at,
  };
  const known = await pen.trx.selectFrom('projected_orders').select('id').where('id', '=', order.id).executeTakeFirst();
  const written = await upsert(pen.seam, pen.trx, 'projected_orders', {
    key: { id: order.id },
    insert: row,
    set: row,
    when: notNewer(pen, order.version),
  });
  // Lines never change, so they are written with the first that is seen of an order.
  if (!written || (known !== undefined && !pen.mend)) return;
  await pen.trx.deleteFrom('projected_order_lines').where('order_id', '=', order.id).execute();
  const lines = order.items.map(({ productId, name, quantity, lineTotal }) => ({
    order_id: order.id,
    product_id: productId,
    name,
    quantity,
    revenue: lineTotal.amount,
  }));
  await pen.trx.insertInto('projected_order_lines').values(lines).execute();
}

export async function writePayment(pen: Pen, payment: PaymentState): Promise<void> {
  const row = {
    order_id: payment.orderId,
    user_id: payment.userId,
    status: payment.status,
    currency: payment.amount.currency,
    amount: payment.amount.amount,
    refunded: payment.refunded.amount,
    captured_at: payment.capturedAt,
    version: payment.version,
    hash: hashOf(payment),
    projected_at: pen.at,
  };
  const written = await upsert(pen.seam, pen.trx, 'projected_payments', {
    key: { id: payment.id },
    insert: row,
    set: row,
    when: notNewer(pen, payment.version),
  });
  if (!written) return;
  await pen.trx.deleteFrom('projected_refunds').where('payment_id', '=', payment.id).execute();
  const refunds = payment.refunds.filter(({ status }) => status === 'succeeded');
  for (const { id, amount, createdAt } of refunds) {
    const refund = { id, payment_id: payment.id, currency: amount.currency, amount: amount.amount };
    await pen.trx
      .insertInto('projected_refunds')
      .values({ ...refund, created_at: createdAt })
      .execute();
  }
}

export async function writeProduct(pen: Pen, product: ProductState, deleted: boolean): Promise<void> {
  const row = {
    sku: product.sku,
    name: product.name,
    category: product.category,
    currency: product.price.currency,
    price: product.price.amount,
    deleted: deleted ? 1 : 0,
    version: product.version,
    hash: hashOf(product),
    projected_at: pen.at,
  };
  await upsert(pen.seam, pen.trx, 'projected_products', {
    key: { id: product.id },
    insert: row,
    set: row,
    when: notNewer(pen, product.version),
  });
}
