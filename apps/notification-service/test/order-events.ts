import { anEvent, type CloudEvent, type EventType, type Order, type OrderStatus } from '@causeway/data-model';
import { anOrder } from '@causeway/testing';

type OrderEvent = Extract<EventType, `shop.order.${string}`>;

/** The status an order has after each event, and the version it then has in these tests. */
const after: Record<OrderEvent, [OrderStatus, number]> = {
  'shop.order.placed.v1': ['pending_payment', 1],
  'shop.order.paid.v1': ['paid', 2],
  'shop.order.payment_failed.v1': ['payment_failed', 2],
  'shop.order.cancel_requested.v1': ['cancel_requested', 2],
  'shop.order.cancelled.v1': ['cancelled', 3],
  'shop.order.fulfilled.v1': ['fulfilled', 3],
  'shop.order.partially_refunded.v1': ['partially_refunded', 4],
  'shop.order.refunded.v1': ['refunded', 5],
};

export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** What order-service says of an order. */
export function orderEvent(type: OrderEvent, order: Order = anOrder()): CloudEvent<OrderEvent> {
  const [status, version] = after[type];
  return anEvent(
    type,
    { order: { ...order, status, version } },
    {
      aggregate: 'order',
      subject: order.id,
      version,
      source: '/aws/order-service',
      time: '2026-11-21T09:00:00.000Z',
      traceparent,
    },
  );
}
