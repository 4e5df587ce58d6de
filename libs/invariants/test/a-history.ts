import type { Order, Payment, TimelineItem } from '@causeway/data-model';
import type { Deed, Sighting } from '../src/history/sighting.js';

const id = '01980000-0000-7000-8000-000000000001';
const money = (amount: number) => ({ amount, currency: 'EUR' });

/** The order of these histories, as it is just after its placing. */
export const anOrder = (changes: Partial<Order> = {}): Order => ({
  id,
  userId: id,
  status: 'pending_payment',
  version: 1,
  items: [],
  subtotal: money(1000),
  taxIncluded: money(0),
  shipping: money(0),
  total: money(1000),
  refunded: money(0),
  paymentMethod: 'pm_card_visa',
  nextAction: null,
  shippingAddress: { name: 'Ann', line1: '1', line2: null, city: 'Cork', postalCode: 'T', region: null, country: 'IE' },
  cancellation: null,
  fulfilledAt: null,
  createdAt: '2026-11-21T09:00:00.000Z',
  updatedAt: '2026-11-21T09:00:00.000Z',
  ...changes,
});

export const paid = anOrder({ status: 'paid', version: 2 });
const cancellation = (reason: string) => ({ reason, requestedAt: '2026-11-21T09:00:01.000Z', requestedBy: id });
export const cancelRequested = (version: number, reason = 'late'): Order =>
  anOrder({ status: 'cancel_requested', version, cancellation: cancellation(reason) });
export const fulfilled = anOrder({ status: 'fulfilled', version: 3, fulfilledAt: '2026-11-21T09:00:02.000Z' });

export const item = (seq: number, type: TimelineItem['type'], status: Order['status']): TimelineItem => ({
  seq,
  type,
  status,
  service: 'order-service',
  cloud: 'aws',
  at: '2026-11-21T09:00:00.000Z',
  traceId: '0'.repeat(32),
  detail: {},
});

/** The timeline of an order that was paid for. */
export const untilPaid = [
  item(1, 'stock.reserved', 'pending_payment'),
  item(2, 'order.placed', 'pending_payment'),
  item(3, 'payment.captured', 'pending_payment'),
  item(4, 'order.paid', 'paid'),
];

export const aPayment = (changes: Partial<Payment> = {}): Payment => ({
  id: '01980000-0000-7000-8000-000000000002',
  orderId: id,
  status: 'captured',
  amount: money(1000),
  refunded: money(0),
  method: { type: 'card', brand: 'visa', last4: '4242' },
  declineCode: null,
  nextAction: null,
  refunds: [],
  createdAt: '2026-11-21T09:00:00.000Z',
  updatedAt: '2026-11-21T09:00:00.000Z',
  ...changes,
});

/** Builds sightings: `ann(1, 2).reads(paid)` is a request of Ann's from 1 to 2 ms. */
export const by =
  (reader: string) =>
  (start: number, end = Number.POSITIVE_INFINITY) => {
    const did = (deed: Deed): Sighting => ({ ...deed, reader, start, end });
    return {
      places: (order: Order = anOrder(), key = 'k') =>
        did({ kind: 'place', key, answer: { text: JSON.stringify(order), etag: `"${order.version}"`, order } }),
      placesInVain: (key = 'k') => did({ kind: 'place', key, answer: 'none' }),
      reads: (order: Order | 'not-found') => did({ kind: 'read', orderId: id, order, etag: null }),
      cancels: (answer: Order | 'refused' | 'none', reason = 'late') =>
        did({ kind: 'cancel', orderId: id, reason, answer }),
      fulfils: (answer: Order | 'refused' | 'none') => did({ kind: 'fulfil', orderId: id, answer }),
      readsTimeline: (items: TimelineItem[]) => did({ kind: 'timeline', orderId: id, items, whole: true }),
      hears: (news: TimelineItem) => did({ kind: 'news', orderId: id, item: news }),
      readsPayment: (payment: Payment | 'not-found') => did({ kind: 'payment', orderId: id, payment }),
    };
  };
