import * as z from 'zod';
import { money } from './money.js';
import { mostLines, pricedLine, reservationLine } from './products.js';
import { id, pageQuery, text, time } from './wire.js';

export const orderStatuses = [
  'pending_payment',
  'paid',
  'payment_failed',
  'cancel_requested',
  'cancelled',
  'partially_refunded',
  'refunded',
  'fulfilled',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** States in which nothing is owed to anybody any more unless somebody asks for it. */
export const settledStatuses: readonly OrderStatus[] = [
  'paid',
  'fulfilled',
  'partially_refunded',
  'payment_failed',
  'cancelled',
  'refunded',
];

export const address = z.strictObject({
  name: text(1, 100),
  line1: text(1, 200),
  line2: text(0, 200).nullable().default(null),
  city: text(1, 100),
  postalCode: text(1, 20),
  region: text(0, 100).nullable().default(null),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter ISO 3166-1 code in capitals'),
});
export type Address = z.infer<typeof address>;

export const newOrder = z.strictObject({
  items: z
    .array(reservationLine, 'must be a list of 1 to 90 items')
    .min(1, 'must have 1 to 90 items')
    .max(mostLines, 'must have 1 to 90 items')
    .superRefine((items, context) => {
      const seen = new Set<string>();
      items.forEach((item, index) => {
        if (seen.has(item.productId))
          context.addIssue({ code: 'custom', path: [index, 'productId'], message: 'must not be repeated' });
        seen.add(item.productId);
      });
    }),
  paymentMethod: z.string().regex(/^pm_[A-Za-z0-9_]{1,60}$/, 'must be the id of a payment method (pm_...)'),
  expectedTotal: money.optional(),
  shippingAddress: address,
});
export type NewOrder = z.infer<typeof newOrder>;

export const nextAction = z.strictObject({ type: z.literal('redirect'), url: text(1, 5000), expiresAt: time });
export type NextAction = z.infer<typeof nextAction>;

export const cancellation = z.strictObject({ reason: text(1, 200), requestedAt: time, requestedBy: text(1, 100) });
export type Cancellation = z.infer<typeof cancellation>;

export const order = z.strictObject({
  id,
  userId: id,
  status: z.enum(orderStatuses),
  version: z.int(),
  items: z.array(pricedLine).max(mostLines),
  subtotal: money,
  taxIncluded: money,
  shipping: money,
  total: money,
  refunded: money,
  paymentMethod: text(1, 63),
  nextAction: nextAction.nullable(),
  shippingAddress: address,
  cancellation: cancellation.nullable(),
  fulfilledAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
});
export type Order = z.infer<typeof order>;

export const orderQuery = z.strictObject(pageQuery);
export const cancellationRequest = z.strictObject({ reason: text(1, 200) });
export const fulfilmentRequest = z.strictObject({});

export const timelineTypes = [
  'stock.reserved',
  'order.placed',
  'payment.requires_action',
  'payment.captured',
  'payment.declined',
  'payment.cancelled',
  'payment.refunded',
  'order.paid',
  'order.payment_failed',
  'order.cancel_requested',
  'order.cancelled',
  'order.fulfilled',
  'order.partially_refunded',
  'order.refunded',
  'reservation.committed',
  'reservation.released',
  'notification.sent',
] as const;

export const timelineItem = z.strictObject({
  seq: z.int(),
  type: z.enum(timelineTypes),
  status: z.enum(orderStatuses),
  service: text(1, 100),
  cloud: z.enum(['aws', 'azure']),
  at: time,
  traceId: text(1, 32),
  detail: z.record(z.string(), z.unknown()),
});
export type TimelineItem = z.infer<typeof timelineItem>;

export const cartQuantity = z.strictObject({ quantity: reservationLine.shape.quantity });
export const cart = z.strictObject({
  items: z.array(
    z.strictObject({
      productId: id,
      name: text(1, 200),
      quantity: z.int(),
      unitPrice: money,
      lineTotal: money,
      available: z.boolean(),
    }),
  ),
  total: money,
  updatedAt: time.nullable(),
});
export type Cart = z.infer<typeof cart>;

export const fenceAnswer = z.strictObject({ placed: z.boolean() });
