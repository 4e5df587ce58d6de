import { createHash } from 'node:crypto';
import { canonicalJson, type Order, type PaymentState, type ProductState } from '@causeway/data-model';
import type { SourceRow } from '../core/ports.js';

const hashOf = (state: unknown): string => createHash('sha256').update(canonicalJson(state)).digest('hex');

/** An order's row and its lines, as the projection holds them; `projected_at` is the writer's. */
export const orderImage = (order: Order) => ({
  row: {
    user_id: order.userId,
    status: order.status as string, // the tables know texts
    currency: order.total.currency,
    total: order.total.amount,
    refunded: order.refunded.amount,
    created_at: order.createdAt,
    version: order.version,
    hash: hashOf(order),
  },
  lines: order.items.map(({ productId, name, quantity, lineTotal }) => ({
    order_id: order.id,
    product_id: productId,
    name,
    quantity,
    revenue: lineTotal.amount,
  })),
});

/** A payment's row and the refunds that succeeded. */
export const paymentImage = (payment: PaymentState) => ({
  row: {
    order_id: payment.orderId,
    user_id: payment.userId,
    status: payment.status as string, // the tables know texts
    currency: payment.amount.currency,
    amount: payment.amount.amount,
    refunded: payment.refunded.amount,
    captured_at: payment.capturedAt,
    version: payment.version,
    hash: hashOf(payment),
  },
  refunds: payment.refunds
    .filter(({ status }) => status === 'succeeded')
    .map(({ id, amount, createdAt }) => ({
      id,
      payment_id: payment.id,
      currency: amount.currency,
      amount: amount.amount,
      created_at: createdAt,
    })),
});

/** A product's row; one that was deleted keeps it, for the names in reports and against late events. */
export const productImage = (product: ProductState, deleted: boolean) => ({
  row: {
    sku: product.sku,
    name: product.name,
    category: product.category,
    currency: product.price.currency,
    price: product.price.amount,
    deleted: deleted ? 1 : 0,
    version: product.version,
    hash: hashOf(product),
  },
});

/** One text for a row and the rows that belong to it: equal texts are equal rows, whatever order they were read in. */
export const fingerprint = (row: object, parts: readonly object[] = []): string =>
  canonicalJson({ row, parts: parts.map(canonicalJson).sort() });

/** The fingerprint the projection should have of what a source holds. */
export function expectedFingerprint(source: SourceRow): string {
  if (source.kind === 'order') {
    const { row, lines } = orderImage(source.state);
    return fingerprint(row, lines);
  }
  if (source.kind === 'payment') {
    const { row, refunds } = paymentImage(source.state);
    return fingerprint(row, refunds);
  }
  return fingerprint(productImage(source.state, source.deleted).row);
}
