import { createHash } from 'node:crypto';
import {
  canonicalJson,
  impersonal,
  type Order,
  type PaymentState,
  type ProductState,
  wordless,
} from '@causeway/data-model';
import type { Fingerprint, SourceRow } from '../core/ports.js';

/** Without what an erasure takes, so that one changes no hash. */
const orderHash = (order: Order): string => hashOf(impersonal(wordless(order)));
const paymentHash = (payment: PaymentState): string => hashOf(impersonal(payment));

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
    hash: orderHash(order),
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
    hash: paymentHash(payment),
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

type Columns = { hash: string; user_id?: string };

/** Of a row and the rows that belong to it: equal ones are of equal rows, whatever order they were read in. */
export function fingerprint({ hash, user_id, ...row }: Columns, parts: readonly object[] = []): Fingerprint {
  return {
    person: user_id ?? null,
    hashes: [hash],
    rest: canonicalJson({ row, parts: parts.map(canonicalJson).sort() }),
  };
}

/** The fingerprint the projection should have of what a source holds. */
export function expectedFingerprint(source: SourceRow): Fingerprint {
  if (source.kind === 'product') return fingerprint(productImage(source.state, source.deleted).row);
  const print = source.kind === 'order' ? printOf(orderImage(source.state)) : printOf(paymentImage(source.state));
  // Rows of the time before erasures have the hash of everything.
  return { ...print, hashes: [...print.hashes, hashOf(source.state)] };
}

const printOf = (image: { row: Columns; lines?: object[]; refunds?: object[] }): Fingerprint =>
  fingerprint(image.row, image.lines ?? image.refunds);
