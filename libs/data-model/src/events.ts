import * as z from 'zod';
import { contradictionIn } from './event-contradictions.js';
import { user } from './identity.js';
import { price } from './money.js';
import { cancellation, nextAction, order } from './orders.js';
import { payment } from './payments.js';
import { mostLines, pricedLine, product, reservationLine } from './products.js';
import { id, text, time } from './wire.js';

// What stores keep in columns of a certain width is bounded here: nothing comes in that could not be kept.

/** Counts the changes of an aggregate, from 1; the largest is the largest that SQL's `integer` holds. */
const version = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

/** A product as an event carries it: what merchandisers edit; its stock travels in `stock_changed`. */
export const productState = product.omit({ available: true }).extend({
  sku: text(1, 64),
  name: text(1, 200),
  description: text(0, 5000),
  category: text(1, 50),
  price,
  version,
});
export type ProductState = z.infer<typeof productState>;

/** Never negative (I3), and no more than a thousand of the largest adjustments could make it. */
const count = z.int().min(0).max(1e12);
export const stockState = z.strictObject({ productId: id, left: count, held: count, sold: count, version });
export type StockState = z.infer<typeof stockState>;

export const reservationState = z.strictObject({
  orderId: id,
  status: z.enum(['committed', 'released', 'restocked']),
  items: z.array(reservationLine).min(1).max(mostLines),
});
export type ReservationState = z.infer<typeof reservationState>;

/** An order as its events carry it. */
const orderState = order.extend({
  version,
  items: z
    .array(pricedLine.extend({ sku: text(1, 64), name: text(1, 200), quantity: reservationLine.shape.quantity }))
    .min(1)
    .max(90),
  paymentMethod: text(1, 64),
  cancellation: cancellation.extend({ reason: text(1, 200), requestedBy: text(1, 100) }).nullable(),
});

/** A payment with what only services need: whose it is, when it was captured and which version of the aggregate this is. */
export const paymentState = payment.extend({
  userId: id,
  version,
  declineCode: text(1, 100).nullable(),
  nextAction: nextAction.extend({ url: text(1, 2000) }).nullable(),
  capturedAt: time.nullable(),
});
export type PaymentState = z.infer<typeof paymentState>;

export const notificationState = z.strictObject({
  id,
  orderId: id,
  eventId: text(1, 128),
  template: text(1, 60),
  channel: z.enum(['email', 'sms']),
  messageId: text(1, 100),
  sentAt: time,
});
export type NotificationState = z.infer<typeof notificationState>;

/** An account without its address: no e-mail address travels in an event. */
export const accountState = user.omit({ email: true, name: true }).extend({ version });
export type AccountState = z.infer<typeof accountState>;

const product_ = z.strictObject({ product: productState });
const stock_ = z.strictObject({ stock: stockState });
const reservation_ = z.strictObject({ reservation: reservationState });
const order_ = z.strictObject({ order: orderState });
const payment_ = z.strictObject({ payment: paymentState });
const notification_ = z.strictObject({ notification: notificationState });
const account_ = z.strictObject({ account: accountState });

// Where events belong, and who alone emits them.
const catalogue = { topic: 'catalogue', source: '/aws/product-service' } as const;
const orders = { topic: 'orders', source: '/aws/order-service' } as const;
const payments = { topic: 'payments', source: '/azure/payment-service' } as const;
const notifications = { topic: 'notifications', source: '/azure/notification-service' } as const;
const accounts = { topic: 'accounts', source: '/aws/identity-service' } as const;

/**
 * Every event there is: its topic, the one service that may emit it, and the schema of its data. One entry per type and
 * version. Who may send to a topic follows from it (`grants` in libs/messaging).
 */
export const eventTypes = {
  'shop.product.created.v1': { ...catalogue, data: product_ },
  'shop.product.updated.v1': { ...catalogue, data: product_ },
  'shop.product.deleted.v1': { ...catalogue, data: product_ },
  'shop.product.stock_changed.v1': { ...catalogue, data: stock_ },
  'shop.reservation.committed.v1': { ...catalogue, data: reservation_ },
  'shop.reservation.released.v1': { ...catalogue, data: reservation_ },
  'shop.order.placed.v1': { ...orders, data: order_ },
  'shop.order.paid.v1': { ...orders, data: order_ },
  'shop.order.payment_failed.v1': { ...orders, data: order_ },
  'shop.order.cancel_requested.v1': { ...orders, data: order_ },
  'shop.order.cancelled.v1': { ...orders, data: order_ },
  'shop.order.partially_refunded.v1': { ...orders, data: order_ },
  'shop.order.refunded.v1': { ...orders, data: order_ },
  'shop.order.fulfilled.v1': { ...orders, data: order_ },
  'shop.payment.captured.v1': { ...payments, data: payment_ },
  'shop.payment.declined.v1': { ...payments, data: payment_ },
  'shop.payment.action_required.v1': { ...payments, data: payment_ },
  'shop.payment.cancelled.v1': { ...payments, data: payment_ },
  'shop.payment.refunded.v1': { ...payments, data: payment_ },
  'shop.payment.review_needed.v1': { ...payments, data: payment_ },
  'shop.notification.sent.v1': { ...notifications, data: notification_ },
  'shop.account.registered.v1': { ...accounts, data: account_ },
  'shop.account.updated.v1': { ...accounts, data: account_ },
  'shop.account.erased.v1': { ...accounts, data: account_ },
} as const;

export type EventType = keyof typeof eventTypes;
export type Topic = (typeof eventTypes)[EventType]['topic'];
export type EventSource<T extends EventType = EventType> = (typeof eventTypes)[T]['source'];
export type EventData<T extends EventType> = z.infer<(typeof eventTypes)[T]['data']>;

/** CloudEvents 1.0 in structured JSON, with our two extensions (`aggregateversion`, `traceparent`). */
export const envelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: text(1, 128),
  source: text(1, 200),
  type: text(1, 100),
  subject: text(1, 100),
  time,
  datacontenttype: z.literal('application/json'),
  aggregateversion: version,
  traceparent: z
    .string()
    .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .refine((value) => !/^00-0{32}-|-0{16}-..$/.test(value), 'must name a trace and a span, which are not all zeros'),
  data: z.unknown(),
});

export type CloudEvent<T extends EventType = EventType> = Omit<z.infer<typeof envelope>, 'type' | 'data'> & {
  type: T;
  data: EventData<T>;
};

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventTypes, type);
export const topicOf = (type: EventType): Topic => eventTypes[type].topic;

/**
 * Why something is no event that a consumer may act on: `forged` comes from another service than may emit its type,
 * `contradiction` and `amount-mismatch` say what cannot be true together.
 */
export type EventRefusal = {
  reason: 'schema' | 'version' | 'unknown-type' | 'forged' | 'contradiction' | 'amount-mismatch';
  description: string;
};

/** Clocks of two clouds may differ by so much. An event of the past is fine, however old. */
const aheadMs = 5 * 60_000;

/**
 * Reads an event off the wire: the event, or why it can never be one. Unknown versions are refused, not guessed; fields that
 * a newer producer has added inside a version are left out.
 *
 * @param now for a consumer: an event that happened later than five minutes from now is refused as `schema`
 */
export function parseEvent(value: unknown, now?: Date): { event: CloudEvent } | { refused: EventRefusal } {
  const outer = tolerantly(envelope, value);
  if (!outer.success) return { refused: { reason: 'schema', description: z.prettifyError(outer.error) } };
  const { type } = outer.data;
  if (!isEventType(type)) return { refused: unknownType(type) };
  const data = tolerantly<EventData<EventType>>(eventTypes[type].data, outer.data.data);
  if (!data.success) return { refused: { reason: 'schema', description: z.prettifyError(data.error) } };
  const event: CloudEvent = { ...outer.data, type, data: data.data };
  const refused =
    forgery(event) ?? schemaFault(identityFault(event) ?? timeFault(event, now)) ?? contradictionIn(event);
  return refused === undefined ? { event } : { refused };
}

function forgery({ type, source }: CloudEvent): EventRefusal | undefined {
  const owner = eventTypes[type].source;
  if (source === owner) return undefined;
  return { reason: 'forged', description: `${type} comes from ${owner} alone, and this one says ${source}` };
}

const schemaFault = (description: string | undefined): EventRefusal | undefined =>
  description === undefined ? undefined : { reason: 'schema', description };

function timeFault({ time }: CloudEvent, now: Date | undefined): string | undefined {
  if (now === undefined || Date.parse(time) <= now.getTime() + aheadMs) return undefined;
  return `time is ${time}, more than 5 minutes after ${now.toISOString()}`;
}

function unknownType(type: string): EventRefusal {
  const family = type.replace(/\d+$/, '');
  const isVersion = Object.keys(eventTypes).some((known) => known.replace(/\d+$/, '') === family);
  return { reason: isVersion ? 'version' : 'unknown-type', description: `${type} is not known here` };
}

/**
 * An id that is not what the event is about could keep another event from having its effect, because the inbox would
 * take that one for a repeat.
 */
function identityFault({ id, type, subject, aggregateversion, data }: CloudEvent): string | undefined {
  const { aggregate, of, version = aggregateversion } = told(data);
  if (subject !== of) return `subject is ${subject}, the ${aggregate} in data is ${of}`;
  if (version !== aggregateversion) return `aggregateversion is ${aggregateversion}, the ${aggregate}'s is ${version}`;
  const expected = `${aggregate}/${subject}/${aggregateversion}/${type}`;
  return id === expected ? undefined : `id is ${id} and must be ${expected}`;
}

/** What an event's data tell of, and in which version where they say it. */
function told(data: CloudEvent['data']): { aggregate: EventOrigin['aggregate']; of: string; version?: number } {
  if ('order' in data) return { aggregate: 'order', of: data.order.id, version: data.order.version };
  if ('payment' in data) return { aggregate: 'payment', of: data.payment.id, version: data.payment.version };
  if ('product' in data) return { aggregate: 'product', of: data.product.id, version: data.product.version };
  if ('stock' in data) return { aggregate: 'stock', of: data.stock.productId, version: data.stock.version };
  if ('reservation' in data) return { aggregate: 'reservation', of: data.reservation.orderId };
  if ('notification' in data) return { aggregate: 'notification', of: data.notification.id };
  return { aggregate: 'account', of: data.account.id, version: data.account.version };
}

/** Reads a value whose only fault may be that it has fields nobody knows here. */
function tolerantly<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  const strict = schema.safeParse(value);
  if (strict.success || !strict.error.issues.every(({ code }) => code === 'unrecognized_keys')) return strict;
  const known = structuredClone(value);
  for (const issue of strict.error.issues) {
    const holder = issue.path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), known);
    if (issue.code === 'unrecognized_keys' && isRecord(holder)) for (const key of issue.keys) delete holder[key];
  }
  return schema.safeParse(known);
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

export type EventOrigin<T extends EventType = EventType> = {
  aggregate: 'order' | 'payment' | 'product' | 'stock' | 'reservation' | 'notification' | 'account';
  subject: string;
  version: number;
  source: EventSource<T>;
  time: string;
  traceparent: string;
};

/** Builds an event; its id says what it is about, so that a repeated effect repeats the id. */
export function anEvent<T extends EventType>(type: T, data: EventData<T>, origin: EventOrigin<T>): CloudEvent<T> {
  return {
    specversion: '1.0',
    id: `${origin.aggregate}/${origin.subject}/${origin.version}/${type}`,
    source: origin.source,
    type,
    subject: origin.subject,
    time: origin.time,
    datacontenttype: 'application/json',
    aggregateversion: origin.version,
    traceparent: origin.traceparent,
    data,
  };
}
