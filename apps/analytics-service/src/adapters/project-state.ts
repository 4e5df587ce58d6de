import type { Order, PaymentState, ProductState } from '@causeway/data-model';
import { type SqlSeam, upsert } from '@causeway/stores/sql';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Seen } from '../core/ports.js';
import type { ProjectionTables } from './projection-tables.js';
import { orderImage, paymentImage, productImage } from './row-images.js';

/** One transaction's writing hand: which rows it may replace depends on whose hand it is. */
export type Pen = {
  seam: SqlSeam;
  trx: Transaction<ProjectionTables>;
  at: string;
  /** The condition under which a row may become this version. */
  may: (version: number) => RawBuilder<unknown>;
};

/** An event's right: rows change only towards newer versions. */
export const towardsNewer = (version: number): RawBuilder<unknown> => sql`version < ${version}`;

/** A repair's right: the row is still the one that was compared; without one, there is none to replace. */
export const stillAs = (seen: Seen | undefined) => (): RawBuilder<unknown> =>
  seen === undefined ? sql`1 = 0` : sql`version = ${seen.version} and projected_at = ${seen.projectedAt}`;

/** Each says whether the row was written. */
export async function writeOrder({ seam, trx, at, may }: Pen, order: Order): Promise<boolean> {
  const image = orderImage(order);
  const row = { ...image.row, projected_at: at };
  const key = { id: order.id };
  const written = await upsert(seam, trx, 'projected_orders', { key, insert: row, set: row, when: may(order.version) });
  if (!written) return false;
  await trx.deleteFrom('projected_order_lines').where('order_id', '=', order.id).execute();
  await trx.insertInto('projected_order_lines').values(image.lines).execute();
  return true;
}

export async function writePayment({ seam, trx, at, may }: Pen, payment: PaymentState): Promise<boolean> {
  const { row: columns, refunds } = paymentImage(payment);
  const row = { ...columns, projected_at: at };
  const key = { id: payment.id };
  const when = may(payment.version);
  if (!(await upsert(seam, trx, 'projected_payments', { key, insert: row, set: row, when }))) return false;
  await trx.deleteFrom('projected_refunds').where('payment_id', '=', payment.id).execute();
  for (const refund of refunds) {
    // Another payment's row cannot rightly have this refund's id.
    await trx.deleteFrom('projected_refunds').where('id', '=', refund.id).execute();
    await trx.insertInto('projected_refunds').values(refund).execute();
  }
  return true;
}

export async function writeProduct(
  { seam, trx, at, may }: Pen,
  product: ProductState,
  deleted: boolean,
): Promise<boolean> {
  const row = { ...productImage(product, deleted).row, projected_at: at };
  const key = { id: product.id };
  return upsert(seam, trx, 'projected_products', { key, insert: row, set: row, when: may(product.version) });
}
