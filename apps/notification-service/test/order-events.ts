import { anEvent, type CloudEvent, type EventType, type Order } from '@causeway/data-model';
import { anOrder } from '@causeway/testing';

type OrderEvent = Extract<EventType, `shop.order.${string}`>;

const at = '2026-11-21T09:00:00.000Z';
const cancellation = { reason: 'too late', requestedAt: at, requestedBy: 'customer' };

/** What an order has come to by each event, and in which version in these tests. */
const after: Record<OrderEvent, (order: Order) => Partial<Order>> = {
  'shop.order.placed.v1': () => ({ status: 'pending_payment', version: 1 }),
  'shop.order.paid.v1': () => ({ status: 'paid', version: 2 }),
  'shop.order.payment_failed.v1': () => ({ status: 'payment_failed', version: 2 }),
  'shop.order.cancel_requested.v1': () => ({ status: 'cancel_requested', version: 2, cancellation }),
  'shop.order.cancelled.v1': () => ({ status: 'cancelled', version: 3, cancellation }),
  'shop.order.fulfilled.v1': () => ({ status: 'fulfilled', version: 3, fulfilledAt: at }),
  'shop.order.partially_refunded.v1': ({ total }) => ({
    status: 'partially_refunded',
    version: 4,
    refunded: { ...total, amount: 1 },
  }),
  'shop.order.refunded.v1': ({ total }) => ({ status: 'refunded', version: 5, refunded: total }),
};

export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** What order-service says of an order. */
export function orderEvent(type: OrderEvent, order: Order = anOrder()): CloudEvent<OrderEvent> {
  const told = { ...order, ...after[type](order) };
  return anEvent(
    type,
    { order: told },
    {
      aggregate: 'order',
      subject: order.id,
      version: told.version,
      source: '/aws/order-service',
      time: at,
      traceparent,
    },
  );
}
