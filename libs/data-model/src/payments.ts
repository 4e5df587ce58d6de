import * as z from 'zod';
import { money, price } from './money.js';
import { nextAction } from './orders.js';
import { id, text, time } from './wire.js';

export const paymentStatuses = [
  'requested',
  'charging',
  'requires_action',
  'processing',
  'captured',
  'declined',
  'unknown',
  'manual_review',
  'cancelled',
  'partially_refunded',
  'refunded',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const refundStatuses = ['pending', 'succeeded', 'failed'] as const;

export const refund = z.strictObject({
  id,
  paymentId: id,
  amount: money,
  reason: text(1, 200),
  status: z.enum(refundStatuses),
  createdAt: time,
});
export type Refund = z.infer<typeof refund>;

/** More do not fit into a message of 200 kB. */
const mostRefunds = 1000;

export const payment = z.strictObject({
  id,
  orderId: id,
  status: z.enum(paymentStatuses),
  amount: money,
  refunded: money,
  method: z.strictObject({ type: z.literal('card'), brand: text(0, 100).nullable(), last4: text(0, 4).nullable() }),
  declineCode: text(0, 200).nullable(),
  nextAction: nextAction.nullable(),
  refunds: z.array(refund).max(mostRefunds),
  createdAt: time,
  updatedAt: time,
});
export type Payment = z.infer<typeof payment>;

export const newRefund = z.strictObject({ amount: price.optional(), reason: text(1, 200) });
export type NewRefund = z.infer<typeof newRefund>;

export const resolutionOutcomes = ['captured', 'declined', 'cancelled'] as const;
export const resolution = z.strictObject({
  outcome: z.enum(resolutionOutcomes, `must be one of ${resolutionOutcomes.join(', ')}`),
  note: text(1, 500),
});
export type Resolution = z.infer<typeof resolution>;
