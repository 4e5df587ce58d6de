import type { CloudEvent, EventSource } from './events.js';
import { type EventData, type EventType, eventTypes, parseEvent } from './events.js';
import type { Order } from './orders.js';

const uuid = (last: number) => `0193a2b4-0000-7000-8000-${String(last).padStart(12, '0')}`;
const at = '2026-11-21T09:00:00.000Z';
const euro = (amount: number) => ({ amount, currency: 'EUR' });

const line = (last: number, quantity: number, price: number) => ({
  productId: uuid(last),
  sku: `LAMP-${last}`,
  name: 'Harbour lamp',
  quantity,
  unitPrice: euro(price),
  lineTotal: euro(quantity * price),
});
const anOrder = (overrides: Partial<Order> = {}): Order => ({
  id: uuid(1),
  userId: uuid(2),
  status: 'paid',
  version: 2,
  items: [line(3, 2, 1000), line(4, 1, 500)],
  subtotal: euro(2500),
  shipping: euro(100),
  total: euro(2600),
  taxIncluded: euro(433),
  refunded: euro(0),
  paymentMethod: 'pm_card_visa',
  nextAction: null,
  shippingAddress: {
    name: 'Ann',
    line1: '1 Quay',
    line2: null,
    city: 'Cork',
    postalCode: 'T12',
    region: null,
    country: 'IE',
  },
  cancellation: null,
  fulfilledAt: null,
  createdAt: at,
  updatedAt: at,
  ...overrides,
});
type State = EventData<'shop.payment.captured.v1'>['payment'];
const aPayment = (overrides: Partial<State> = {}): State => ({
  id: uuid(5),
  orderId: uuid(1),
  userId: uuid(2),
  version: 4,
  status: 'captured',
  amount: euro(2600),
  refunded: euro(0),
  method: { type: 'card', brand: 'visa', last4: '4242' },
  declineCode: null,
  capturedAt: at,
  nextAction: null,
  refunds: [],
  createdAt: at,
  updatedAt: at,
  ...overrides,
});
const aRefund = (amount: number, paymentId = uuid(5)) => ({
  id: uuid(amount),
  paymentId,
  amount: euro(amount),
  reason: 'damaged',
  status: 'succeeded' as const,
  createdAt: at,
});

/** What is made of an event that is right in every letter but for what its data say. */
function reading<T extends EventType>(type: T, data: EventData<T>, version: number) {
  const [[aggregate, state] = ['', {}]] = Object.entries(data);
  const subject = state.id ?? state.orderId;
  const source: EventSource = eventTypes[type].source;
  const event = {
    specversion: '1.0',
    id: `${aggregate}/${subject}/${version}/${type}`,
    source,
    type,
    subject,
    time: at,
    datacontenttype: 'application/json',
    aggregateversion: version,
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    data,
  };
  const read = parseEvent(event);
  return 'refused' in read ? read.refused.reason : 'read';
}
type OrderType = Extract<CloudEvent['type'], `shop.order.${string}`>;
const ofOrder = (type: OrderType, order: Order) => reading(type, { order }, order.version);
type PaymentType = Extract<CloudEvent['type'], `shop.payment.${string}`>;
const ofPayment = (type: PaymentType, payment: State) => reading(type, { payment }, payment.version);

const cancellation = { reason: 'too late', requestedAt: at, requestedBy: uuid(2) };

describe('an event about an order', () => {
  it.each<[OrderType, Partial<Order>]>([
    ['shop.order.placed.v1', { status: 'pending_payment', version: 1 }],
    ['shop.order.paid.v1', {}],
    ['shop.order.cancelled.v1', { status: 'cancelled', version: 3, cancellation }],
    ['shop.order.fulfilled.v1', { status: 'fulfilled', fulfilledAt: at }],
    ['shop.order.fulfilled.v1', { status: 'partially_refunded', fulfilledAt: at, refunded: euro(1) }],
    ['shop.order.partially_refunded.v1', { status: 'partially_refunded', refunded: euro(2600) }],
    ['shop.order.refunded.v1', { status: 'refunded', refunded: euro(2600) }],
  ])('is read when all of it is true together: %s %j', (type, order) => {
    expect(ofOrder(type, anOrder(order))).toBe('read');
  });

  it.each<[string, OrderType, Partial<Order>]>([
    ['a status that its type does not lead to', 'shop.order.paid.v1', { status: 'pending_payment' }],
    ['a first version that is not placed', 'shop.order.paid.v1', { version: 1 }],
    ['a placed order in a later version', 'shop.order.placed.v1', { status: 'pending_payment', version: 2 }],
    ['nobody who cancelled', 'shop.order.cancel_requested.v1', { status: 'cancel_requested' }],
    ['no time at which it was sent', 'shop.order.fulfilled.v1', { status: 'fulfilled' }],
    ['two lines of a product', 'shop.order.paid.v1', { items: [line(3, 1, 1250), line(3, 1, 1250)] }],
  ])('contradicts itself with %s', (_what, type, order) => {
    expect(ofOrder(type, anOrder(order))).toBe('contradiction');
  });

  it.each<[string, OrderType, Partial<Order>]>([
    ['a dearer total', 'shop.order.paid.v1', { total: euro(2601) }],
    ['a cheaper line', 'shop.order.paid.v1', { items: [line(3, 2, 1000), { ...line(4, 1, 500), lineTotal: euro(1) }] }],
    ['lines that make less', 'shop.order.paid.v1', { items: [line(3, 2, 1000)] }],
    ['a line in dollars', 'shop.order.paid.v1', { shipping: { amount: 100, currency: 'USD' } }],
    ['more tax than total', 'shop.order.paid.v1', { taxIncluded: euro(2601) }],
    [
      'more than a number counts',
      'shop.order.paid.v1',
      { items: [{ ...line(3, 100_000, 1), unitPrice: euro(2 ** 52) }] },
    ],
    ['a refund of a paid order', 'shop.order.paid.v1', { refunded: euro(1) }],
    ['too large a refund', 'shop.order.refunded.v1', { status: 'refunded', refunded: euro(2601) }],
    ['a part for the whole', 'shop.order.refunded.v1', { status: 'refunded', refunded: euro(2599) }],
    ['nothing for a part', 'shop.order.partially_refunded.v1', { status: 'partially_refunded' }],
  ])('has amounts that do not agree with %s', (_what, type, order) => {
    expect(ofOrder(type, anOrder(order))).toBe('amount-mismatch');
  });

  it.each<[string, Partial<Order>]>([
    ['no line', { items: [] }],
    ['a line of nothing', { items: [line(3, 0, 1)] }],
    ['a negative sum', { subtotal: euro(-1) }],
    ['a name that is a book', { items: [{ ...line(3, 2, 1300), name: 'x'.repeat(201) }] }],
  ])('is none with %s', (_what, order) => {
    expect(ofOrder('shop.order.paid.v1', anOrder(order))).toBe('schema');
  });
});

describe('an event about a payment', () => {
  const refunded = { status: 'refunded' as const, refunded: euro(2600) };

  it.each<[PaymentType, Partial<State>]>([
    ['shop.payment.captured.v1', {}],
    ['shop.payment.declined.v1', { status: 'declined', capturedAt: null, declineCode: 'lost_card' }],
    ['shop.payment.refunded.v1', { ...refunded, refunds: [aRefund(2000), aRefund(600)] }],
    [
      'shop.payment.refunded.v1',
      {
        status: 'partially_refunded',
        refunded: euro(600),
        refunds: [{ ...aRefund(1), status: 'failed' }, aRefund(600)],
      },
    ],
    ['shop.payment.review_needed.v1', { status: 'manual_review', capturedAt: null }],
    ['shop.payment.review_needed.v1', { refunds: [{ ...aRefund(600), status: 'failed' }] }],
  ])('is read when all of it is true together: %s %j', (type, payment) => {
    expect(ofPayment(type, aPayment(payment))).toBe('read');
  });

  it.each<[string, PaymentType, Partial<State>]>([
    ['a status that its type does not mean', 'shop.payment.captured.v1', { status: 'declined' }],
    ['money that never came', 'shop.payment.captured.v1', { capturedAt: null }],
    ['nothing that needs a review', 'shop.payment.review_needed.v1', {}],
    ['another payment’s refund', 'shop.payment.refunded.v1', { ...refunded, refunds: [aRefund(2600, uuid(6))] }],
  ])('contradicts itself with %s', (_what, type, payment) => {
    expect(ofPayment(type, aPayment(payment))).toBe('contradiction');
  });

  it.each<[string, PaymentType, Partial<State>]>([
    ['refunds that make another sum', 'shop.payment.refunded.v1', { ...refunded, refunds: [aRefund(2599)] }],
    ['a refund that nobody made', 'shop.payment.captured.v1', { refunded: euro(1) }],
    ['a refund in dollars', 'shop.payment.captured.v1', { refunded: { amount: 0, currency: 'USD' } }],
    [
      'more given back than taken',
      'shop.payment.refunded.v1',
      { status: 'refunded', refunded: euro(2601), refunds: [aRefund(2601)] },
    ],
  ])('has amounts that do not agree with %s', (_what, type, payment) => {
    expect(ofPayment(type, aPayment(payment))).toBe('amount-mismatch');
  });
});

describe('what is told of an order', () => {
  const items = [{ productId: uuid(3), quantity: 2 }];
  const reservation = (status: 'committed' | 'released' | 'restocked') => ({ orderId: uuid(1), status, items });

  it.each([
    ['shop.reservation.committed.v1', 'committed', 2, 'read'],
    ['shop.reservation.released.v1', 'released', 2, 'read'],
    ['shop.reservation.released.v1', 'restocked', 2, 'read'],
    ['shop.reservation.released.v1', 'restocked', 3, 'read'],
    ['shop.reservation.committed.v1', 'released', 2, 'contradiction'],
    ['shop.reservation.released.v1', 'committed', 2, 'contradiction'],
    ['shop.reservation.committed.v1', 'committed', 3, 'contradiction'],
    ['shop.reservation.released.v1', 'released', 1, 'contradiction'],
    ['shop.reservation.released.v1', 'restocked', 4, 'contradiction'],
  ] as const)('%s as %s in version %d: %s', (type, status, version, outcome) => {
    expect(reading(type, { reservation: reservation(status) }, version)).toBe(outcome);
  });

  it('is sent once, about an event of that order', () => {
    const notification = {
      id: uuid(7),
      orderId: uuid(1),
      eventId: `order/${uuid(1)}/2/shop.order.paid.v1`,
      template: 'order-paid',
      channel: 'email' as const,
      messageId: '<m@causeway>',
      sentAt: at,
    };
    const told = (overrides: Partial<typeof notification>, version = 1) =>
      reading('shop.notification.sent.v1', { notification: { ...notification, ...overrides } }, version);
    expect(told({})).toBe('read');
    expect(told({}, 2)).toBe('contradiction');
    expect(told({ eventId: `order/${uuid(8)}/2/shop.order.paid.v1` })).toBe('contradiction');
    expect(told({ template: 'x'.repeat(61) })).toBe('schema');
  });

  it('is never less than nothing in stock, nor more than could be', () => {
    const stock = { productId: uuid(3), left: 5, held: 0, sold: 0, version: 1 };
    const of = (overrides: Partial<typeof stock>) => {
      const data = { stock: { ...stock, ...overrides } };
      const type = 'shop.product.stock_changed.v1';
      const event = {
        specversion: '1.0',
        id: `stock/${uuid(3)}/1/${type}`,
        source: '/aws/product-service',
        type,
        subject: uuid(3),
        time: at,
        datacontenttype: 'application/json',
        aggregateversion: 1,
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        data,
      };
      return 'event' in parseEvent(event);
    };
    expect(of({})).toBe(true);
    for (const absurd of [{ left: -1 }, { held: 1e13 }, { sold: 0.5 }, { left: Number.MAX_VALUE }])
      expect(of(absurd)).toBe(false);
  });
});
