import {
  anEvent,
  type CloudEvent,
  type EventData,
  type EventOrigin,
  type EventType,
  eventTypes,
  type Order,
  type PaymentState,
  type ProductState,
  type Refund,
} from '@causeway/data-model';
import { v7 as uuid } from 'uuid';

type About = Pick<EventOrigin, 'aggregate' | 'subject' | 'version'>;

function event<T extends EventType>(type: T, data: EventData<T>, about: About, time: string): CloudEvent {
  const origin: EventOrigin<T> = {
    ...about,
    source: eventTypes[type].source,
    time,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  // One of the types; which one, its caller knows.
  return anEvent(type, data, origin) as CloudEvent;
}

const noon = '2026-11-21T12:00:00.000Z';

type Of<Prefix extends string> = Extract<EventType, `shop.${Prefix}.${string}`>;

export const orderEvent = (type: Of<'order'>, order: Order, time = noon): CloudEvent =>
  event(type, { order }, { aggregate: 'order', subject: order.id, version: order.version }, time);

export const paymentEvent = (type: Of<'payment'>, payment: PaymentState, time = noon): CloudEvent =>
  event(type, { payment }, { aggregate: 'payment', subject: payment.id, version: payment.version }, time);

export const productEvent = (
  type: Exclude<Of<'product'>, 'shop.product.stock_changed.v1'>,
  product: ProductState,
  time = noon,
): CloudEvent =>
  event(type, { product }, { aggregate: 'product', subject: product.id, version: product.version }, time);

export const stockEvent = (productId: string, version: number, left: number, sold: number): CloudEvent =>
  event(
    'shop.product.stock_changed.v1',
    { stock: { productId, version, left, held: 1, sold } },
    { aggregate: 'stock', subject: productId, version },
    noon,
  );

export const reservationEvent = (
  type: Of<'reservation'>,
  orderId: string,
  version: number,
  status: 'committed' | 'released' | 'restocked',
): CloudEvent =>
  event(
    type,
    { reservation: { orderId, status, items: [{ productId: orderId, quantity: 1 }] } },
    { aggregate: 'reservation', subject: orderId, version },
    noon,
  );

export const accountEvent = (type: Of<'account'>, id: string, version: number): CloudEvent =>
  event(
    type,
    { account: { id, roles: ['customer'], createdAt: noon, version } },
    { aggregate: 'account', subject: id, version },
    noon,
  );

export const accountErased = (id: string, version: number): CloudEvent<'shop.account.erased.v1'> =>
  // Of that type, as it was made.
  accountEvent('shop.account.erased.v1', id, version) as CloudEvent<'shop.account.erased.v1'>;

export function notificationEvent(orderId: string): CloudEvent {
  const id = uuid();
  const notification = {
    id,
    orderId,
    eventId: `order/${orderId}/2/shop.order.paid.v1`,
    template: 'order-paid',
    channel: 'email' as const,
    messageId: '<m@causeway>',
    sentAt: noon,
  };
  return event(
    'shop.notification.sent.v1',
    { notification },
    { aggregate: 'notification', subject: id, version: 1 },
    noon,
  );
}

/** A product as its events carry it. */
export const aProductState = (overrides: Partial<ProductState> = {}): ProductState => ({
  id: uuid(),
  sku: 'LAMP-01',
  name: 'Harbour lamp',
  description: '',
  category: 'lighting',
  price: { amount: 1299, currency: 'EUR' },
  images: [],
  createdAt: noon,
  updatedAt: noon,
  version: 1,
  ...overrides,
});

export const aRefund = (payment: PaymentState, amount: number, overrides: Partial<Refund> = {}): Refund => ({
  id: uuid(),
  paymentId: payment.id,
  amount: { amount, currency: payment.amount.currency },
  reason: 'damaged',
  status: 'succeeded',
  createdAt: noon,
  ...overrides,
});
