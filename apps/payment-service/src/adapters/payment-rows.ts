import type { Payment, Refund } from '../core/payment.js';
import type { PaymentRow, RefundRow } from './payment-tables.js';

/** The shape of rows written today. */
export const schemaVersion = 1;

export const toPaymentRow = (payment: Payment): PaymentRow => ({
  id: payment.id,
  order_id: payment.orderId,
  user_id: payment.userId,
  status: payment.status,
  amount: payment.amount.amount,
  refunded: payment.refunded.amount,
  currency: payment.amount.currency,
  payment_method: payment.paymentMethod,
  card_brand: payment.method.brand,
  card_last4: payment.method.last4,
  intent_id: payment.intentId,
  decline_code: payment.declineCode,
  action_url: payment.nextAction?.url ?? null,
  action_expires_at: payment.nextAction?.expiresAt ?? null,
  captured_at: payment.capturedAt,
  cancel_requested_at: payment.cancelRequestedAt,
  doubt_since: payment.doubtSince,
  attempts: payment.attempts,
  due_at: payment.dueAt,
  resolution: payment.resolution?.outcome ?? null,
  resolution_note: payment.resolution?.note ?? null,
  resolved_by: payment.resolution?.by ?? null,
  resolved_at: payment.resolution?.at ?? null,
  traceparent: payment.traceparent,
  version: payment.version,
  revision: payment.revision,
  schema_version: schemaVersion,
  created_at: payment.createdAt,
  updated_at: payment.updatedAt,
});

export const fromPaymentRow = (row: PaymentRow, refunds: readonly RefundRow[]): Payment => ({
  id: row.id,
  orderId: row.order_id,
  userId: row.user_id,
  status: row.status,
  amount: { amount: Number(row.amount), currency: row.currency },
  refunded: { amount: Number(row.refunded), currency: row.currency },
  paymentMethod: row.payment_method,
  method: { type: 'card', brand: row.card_brand, last4: row.card_last4 },
  intentId: row.intent_id,
  declineCode: row.decline_code,
  nextAction:
    row.action_url === null || row.action_expires_at === null
      ? null
      : { type: 'redirect', url: row.action_url, expiresAt: row.action_expires_at },
  refunds: refunds.map(fromRefundRow),
  capturedAt: row.captured_at,
  cancelRequestedAt: row.cancel_requested_at,
  doubtSince: row.doubt_since,
  attempts: row.attempts,
  dueAt: row.due_at,
  resolution: resolutionIn(row),
  traceparent: row.traceparent,
  version: row.version,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toRefundRow = (refund: Refund): RefundRow => ({
  id: refund.id,
  payment_id: refund.paymentId,
  amount: refund.amount.amount,
  currency: refund.amount.currency,
  reason: refund.reason,
  status: refund.status,
  cause: refund.cause,
  provider_key: refund.key,
  provider_refund_id: refund.providerId,
  schema_version: schemaVersion,
  created_at: refund.createdAt,
});

const fromRefundRow = (row: RefundRow): Refund => ({
  id: row.id,
  paymentId: row.payment_id,
  amount: { amount: Number(row.amount), currency: row.currency },
  reason: row.reason,
  status: row.status,
  createdAt: row.created_at,
  key: row.provider_key,
  cause: row.cause,
  providerId: row.provider_refund_id,
});

function resolutionIn({ resolution, resolution_note, resolved_by, resolved_at }: PaymentRow): Payment['resolution'] {
  if (resolution === null || resolution_note === null || resolved_by === null || resolved_at === null) return null;
  return { outcome: resolution, note: resolution_note, by: resolved_by, at: resolved_at };
}
