import type {
  CloudEvent,
  EventRefusal,
  EventType,
  NotificationState,
  PaymentState,
  ReservationState,
} from './events.js';
import { add, type Money, sameMoney, sum, times } from './money.js';
import type { Order, OrderStatus } from './orders.js';
import type { PaymentStatus } from './payments.js';

/**
 * What an event says that cannot be true together, whatever its consumer knows: a type that does not fit the state it
 * tells of, sums that do not add up, parts of somebody else's. Undefined when there is nothing of the kind.
 */
export function contradictionIn({ type, aggregateversion, data }: CloudEvent): EventRefusal | undefined {
  if ('order' in data) return inOrder(type, data.order);
  if ('payment' in data) return inPayment(type, data.payment);
  if ('reservation' in data) return inReservation(type, aggregateversion, data.reservation);
  if ('notification' in data) return inNotification(aggregateversion, data.notification);
  return undefined;
}

const contradiction = (description: string): EventRefusal => ({ reason: 'contradiction', description });
const mismatch = (description: string): EventRefusal => ({ reason: 'amount-mismatch', description });

/** The status an order has right after each of its steps: a part refund leaves what was sent partially refunded. */
const orderStatuses: Partial<Record<EventType, readonly OrderStatus[]>> = {
  'shop.order.placed.v1': ['pending_payment'],
  'shop.order.paid.v1': ['paid'],
  'shop.order.payment_failed.v1': ['payment_failed'],
  'shop.order.cancel_requested.v1': ['cancel_requested'],
  'shop.order.cancelled.v1': ['cancelled'],
  'shop.order.partially_refunded.v1': ['partially_refunded'],
  'shop.order.refunded.v1': ['refunded'],
  'shop.order.fulfilled.v1': ['fulfilled', 'partially_refunded'],
};

function inOrder(type: EventType, order: Order): EventRefusal | undefined {
  const { id, status, version, fulfilledAt, cancellation } = order;
  if (!isOneOf(orderStatuses[type], status)) return contradiction(`${type} tells of order ${id} as ${status}`);
  if ((type === 'shop.order.placed.v1') !== (version === 1))
    return contradiction(`${type} is version ${version} of order ${id}`);
  if (type === 'shop.order.fulfilled.v1' && fulfilledAt === null)
    return contradiction(`${type} does not say when order ${id} was sent`);
  if (cancellation === null && (status === 'cancel_requested' || status === 'cancelled'))
    return contradiction(`${type} does not say who cancelled order ${id}`);
  return sumsOf(order);
}

/** Prices times quantities make lines, lines make the subtotal, with shipping the total; what came back is no more. */
function sumsOf({
  id,
  status,
  items,
  subtotal,
  shipping,
  total,
  taxIncluded,
  refunded,
}: Order): EventRefusal | undefined {
  const { currency } = total;
  if (new Set(items.map(({ productId }) => productId)).size < items.length)
    return contradiction(`order ${id} has two lines of one product`);
  const foreign = [subtotal, shipping, taxIncluded, refunded, ...items.map(({ unitPrice }) => unitPrice)];
  if (foreign.some((money) => money.currency !== currency))
    return mismatch(`order ${id} is in ${currency}, and not all of its amounts are`);
  const isSummedUp =
    items.every(({ unitPrice, quantity, lineTotal }) => isMade(lineTotal, () => times(unitPrice, quantity))) &&
    isMade(subtotal, () =>
      sum(
        items.map(({ lineTotal }) => lineTotal),
        currency,
      ),
    ) &&
    isMade(total, () => add(subtotal, shipping));
  if (!isSummedUp) return mismatch(`the lines of order ${id} and its shipping do not make its total`);
  if (taxIncluded.amount > total.amount) return mismatch(`order ${id} has more tax in it than its total`);
  return isRefundedAs(status, refunded, total)
    ? undefined
    : mismatch(`order ${id} is ${status}, with ${refunded.amount} of ${total.amount} refunded`);
}

/** Whether an amount is what adding up or multiplying makes of others. */
function isMade(amount: Money, make: () => Money): boolean {
  try {
    return sameMoney(amount, make());
  } catch {
    // Currencies that differ, or more than can be counted.
    return false;
  }
}

/** A part refund may be the last one: the order is refunded in a step of its own then. */
function isRefundedAs(status: OrderStatus, refunded: Money, total: Money): boolean {
  if (status === 'refunded') return refunded.amount === total.amount;
  if (status === 'partially_refunded') return refunded.amount > 0 && refunded.amount <= total.amount;
  return refunded.amount === 0;
}

const paymentStatuses: Partial<Record<EventType, readonly PaymentStatus[]>> = {
  'shop.payment.captured.v1': ['captured'],
  'shop.payment.declined.v1': ['declined'],
  'shop.payment.action_required.v1': ['requires_action'],
  'shop.payment.cancelled.v1': ['cancelled'],
  'shop.payment.refunded.v1': ['partially_refunded', 'refunded'],
};

function inPayment(type: EventType, payment: PaymentState): EventRefusal | undefined {
  const { id, status, capturedAt, amount, refunded, refunds } = payment;
  const statuses = paymentStatuses[type];
  // A review can be needed of anything.
  if (statuses !== undefined && !isOneOf(statuses, status))
    return contradiction(`${type} tells of payment ${id} as ${status}`);
  if (refunds.some(({ paymentId }) => paymentId !== id))
    return contradiction(`payment ${id} has a refund of another payment`);
  const isCaptured = status === 'captured' || status === 'partially_refunded' || status === 'refunded';
  const isForNothing = isCaptured && refunds.every((refund) => refund.status !== 'failed');
  if (type === 'shop.payment.review_needed.v1' && isForNothing)
    return contradiction(`payment ${id} is ${status}, and nothing of it needs a review`);
  if (isCaptured && capturedAt === null) return contradiction(`payment ${id} is ${status} and was never captured`);
  if ([refunded, ...refunds.map((refund) => refund.amount)].some(({ currency }) => currency !== amount.currency))
    return mismatch(`payment ${id} is in ${amount.currency}, and not all of its amounts are`);
  const made = refunds.filter((refund) => refund.status === 'succeeded').map((refund) => refund.amount);
  if (!isMade(refunded, () => sum(made, amount.currency)))
    return mismatch(`the refunds of payment ${id} do not make the ${refunded.amount} it says are refunded`);
  const fits =
    status === 'refunded'
      ? refunded.amount === amount.amount
      : status === 'partially_refunded'
        ? refunded.amount > 0 && refunded.amount < amount.amount
        : refunded.amount === 0;
  return fits
    ? undefined
    : mismatch(`payment ${id} is ${status}, with ${refunded.amount} of ${amount.amount} refunded`);
}

/** Held is its first version, and nobody hears of it; committed the second; given back the second or the third. */
function inReservation(
  type: EventType,
  version: number,
  { orderId, status, items }: ReservationState,
): EventRefusal | undefined {
  const isCommitted = type === 'shop.reservation.committed.v1';
  if (isCommitted !== (status === 'committed'))
    return contradiction(`${type} tells of the reservation of order ${orderId} as ${status}`);
  if (version < 2 || version > (status === 'restocked' ? 3 : 2))
    return contradiction(`a reservation is never ${status} in version ${version}`);
  return new Set(items.map(({ productId }) => productId)).size < items.length
    ? contradiction(`the reservation of order ${orderId} has two lines of one product`)
    : undefined;
}

/** A notification is told of once, when it was sent. */
function inNotification(version: number, { id, orderId, eventId }: NotificationState): EventRefusal | undefined {
  if (version !== 1) return contradiction(`notification ${id} has no version ${version}`);
  return eventId.startsWith(`order/${orderId}/`)
    ? undefined
    : contradiction(`notification ${id} is of order ${orderId}, and tells of ${eventId}`);
}

const isOneOf = <T>(allowed: readonly T[] = [], value: T): boolean => allowed.includes(value);
