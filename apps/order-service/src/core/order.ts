import {
  DomainError,
  type NextAction,
  type Order,
  type OrderStatus,
  type PricedLine,
  type TimelineItem,
  zero,
} from '@causeway/data-model';
import type { Totals } from './totals.js';

export type TimelineType = TimelineItem['type'];

/** Steps of an order itself: each is a change of its version and an event of its own. */
export type OrderStep = Extract<TimelineType, `order.${string}`>;
export type OrderEventType = `shop.${OrderStep}.v1`;

/** What this service knows of an order: what everybody may see, and how far its story and its payment's have come. */
export type OrderRecord = {
  order: Order;
  /** Number of the newest item of the timeline. */
  seq: number;
  payment: KnownPayment | null;
};

/** How much of the payment's story has been told in the order's. */
export type KnownPayment = { version: number; captured: boolean; refunded: number };

/** One thing that happened; a step of the order carries the order as it is after it. */
export type Happening = {
  type: TimelineType;
  status: OrderStatus;
  at: string;
  detail: Record<string, unknown>;
  event: { type: OrderEventType; order: Order } | null;
};

/** An order with what has just happened to it, to be written in one transaction. */
export type Story = OrderRecord & { happenings: Happening[] };

/** Every legal transition (I5). A state that leads to itself stays what it is while the order changes. */
export const transitions: Record<OrderStatus, readonly OrderStatus[]> = {
  pending_payment: ['paid', 'payment_failed', 'cancel_requested'],
  paid: ['fulfilled', 'cancel_requested', 'partially_refunded'],
  fulfilled: ['partially_refunded'],
  partially_refunded: ['partially_refunded', 'refunded'],
  cancel_requested: ['cancelled', 'refunded'],
  payment_failed: [],
  cancelled: [],
  refunded: [],
};

/** Where each step leads. Sending a partially refunded order leaves it partially refunded: `fulfilledAt` tells. */
const destinations: Record<Exclude<OrderStep, 'order.placed'>, (from: OrderStatus) => OrderStatus> = {
  'order.paid': () => 'paid',
  'order.payment_failed': () => 'payment_failed',
  'order.cancel_requested': () => 'cancel_requested',
  'order.cancelled': () => 'cancelled',
  'order.partially_refunded': () => 'partially_refunded',
  'order.refunded': () => 'refunded',
  'order.fulfilled': (from) => (from === 'partially_refunded' ? 'partially_refunded' : 'fulfilled'),
};

export type Transition = keyof typeof destinations;

export type Draft = Pick<Order, 'id' | 'userId' | 'paymentMethod' | 'shippingAddress'> & {
  items: PricedLine[];
  totals: Totals;
};

/** The first version of an order, with its stock already held. */
export function placed({ totals, ...draft }: Draft, at: string): Story {
  const order: Order = {
    ...draft,
    ...totals,
    status: 'pending_payment',
    version: 1,
    refunded: zero(totals.total.currency),
    nextAction: null,
    cancellation: null,
    fulfilledAt: null,
    createdAt: at,
    updatedAt: at,
  };
  const reserved = noted({ order, seq: 0, payment: null, happenings: [] }, 'stock.reserved', at);
  return withHappening(reserved, 'order.placed', at, {}, { type: 'shop.order.placed.v1', order });
}

/** Nothing has happened yet. */
export const storyOf = (record: OrderRecord): Story => ({ ...record, happenings: [] });

/** Something is written down that does not change the order itself. */
export const noted = (story: Story, type: TimelineType, at: string, detail: Happening['detail'] = {}): Story =>
  withHappening(story, type, at, detail, null);

/**
 * A step of the order: a legal one raises its version, ends whatever the customer had to do, and is an event.
 *
 * @throws DomainError `illegal-state` for any other.
 */
export function moved(
  story: Story,
  type: Transition,
  at: string,
  changes: Partial<Pick<Order, 'cancellation' | 'fulfilledAt' | 'refunded'>> = {},
  detail: Happening['detail'] = {},
): Story {
  const { order } = story;
  const status = destinations[type](order.status);
  const sentAlready = type === 'order.fulfilled' && order.fulfilledAt !== null;
  if (sentAlready || !transitions[order.status].includes(status)) throw illegal(order, type);
  const after: Order = { ...order, ...changes, status, version: order.version + 1, nextAction: null, updatedAt: at };
  return withHappening({ ...story, order: after }, type, at, detail, { type: `shop.${type}.v1`, order: after });
}

/** The customer has to do something before the payment can go on; the order's version does not count this. */
export const awaiting = (story: Story, nextAction: NextAction): Story => ({
  ...story,
  order: { ...story.order, nextAction },
});

/** The order as its latest event carried it: what a customer has to do is between them and this service. */
export const asPublished = (order: Order): Order => ({ ...order, nextAction: null });

function withHappening(
  story: Story,
  type: TimelineType,
  at: string,
  detail: Happening['detail'],
  event: Happening['event'],
): Story {
  const happening = { type, status: story.order.status, at, detail, event };
  return { ...story, seq: story.seq + 1, happenings: [...story.happenings, happening] };
}

const illegal = (order: Order, type: Transition) =>
  new DomainError('illegal-state', {
    detail: `An order that is ${order.status} cannot become ${type.replace('order.', '')}.`,
  });
