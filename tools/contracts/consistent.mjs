// What a schema alone does not say of an event, and its consumers insist on: an id that fits, a status that the type tells
// of, sums that add up. Makes samples so, changing as little as it takes.

/** The same event, as its own service could have sent it. */
export function consistent(event) {
  const { type, data, aggregateversion } = event;
  const [[aggregate, told]] = Object.entries(data);
  const version = versionOf(type, told, aggregateversion);
  if ('version' in told) told.version = version;
  if (aggregate === 'order') makeOrder(type, told);
  if (aggregate === 'payment') makePayment(type, told);
  if (aggregate === 'notification') told.eventId = `order/${told.orderId}/2/shop.order.paid.v1`;
  const subject = told.id ?? told.productId ?? told.orderId;
  return { ...event, aggregateversion: version, subject, id: `${aggregate}/${subject}/${version}/${type}` };
}

/** Some things happen once, and some never first. */
function versionOf(type, told, version) {
  if (type === 'shop.order.placed.v1' || type === 'shop.notification.sent.v1') return 1;
  if (type === 'shop.reservation.committed.v1') told.status = 'committed';
  if (type === 'shop.reservation.released.v1' && told.status === 'committed') told.status = 'released';
  if (type.startsWith('shop.reservation.')) return 2;
  return type.startsWith('shop.order.') ? Math.max(2, version) : version;
}

const orderStatuses = {
  'shop.order.placed.v1': ['pending_payment'],
  'shop.order.paid.v1': ['paid'],
  'shop.order.payment_failed.v1': ['payment_failed'],
  'shop.order.cancel_requested.v1': ['cancel_requested'],
  'shop.order.cancelled.v1': ['cancelled'],
  'shop.order.partially_refunded.v1': ['partially_refunded'],
  'shop.order.refunded.v1': ['refunded'],
  'shop.order.fulfilled.v1': ['fulfilled', 'partially_refunded'],
};

function makeOrder(type, order) {
  order.status = oneOf(orderStatuses[type], order.status);
  const { currency, amount } = order.total;
  // The first line is worth what the sample's total is, if there is more than nothing to it; the others are free.
  for (const [index, item] of order.items.entries()) {
    item.productId = withDigit(item.productId, index);
    const price = index === 0 ? Math.max(1, amount) : 0;
    Object.assign(item, {
      quantity: 1,
      unitPrice: { amount: price, currency },
      lineTotal: { amount: price, currency },
    });
  }
  const total = order.items[0].lineTotal;
  const nothing = { amount: 0, currency };
  const refunded = { refunded: total, partially_refunded: { amount: 1, currency } }[order.status] ?? nothing;
  Object.assign(order, { total, subtotal: total, shipping: nothing, taxIncluded: nothing, refunded });
  if (order.status === 'cancel_requested' || order.status === 'cancelled')
    order.cancellation ??= { reason: 'late', requestedAt: order.updatedAt, requestedBy: 'customer' };
  if (type === 'shop.order.fulfilled.v1') order.fulfilledAt ??= order.updatedAt;
}

const captured = ['captured', 'partially_refunded', 'refunded'];
const paymentStatuses = {
  'shop.payment.captured.v1': ['captured'],
  'shop.payment.declined.v1': ['declined'],
  'shop.payment.action_required.v1': ['requires_action'],
  'shop.payment.cancelled.v1': ['cancelled'],
  'shop.payment.refunded.v1': ['partially_refunded', 'refunded'],
};

function makePayment(type, payment) {
  payment.status = oneOf(paymentStatuses[type] ?? [payment.status], payment.status);
  const amount = { ...payment.amount, amount: Math.max(2, payment.amount.amount) };
  const { currency } = amount;
  if (captured.includes(payment.status)) payment.capturedAt ??= payment.updatedAt;
  // One refund made what came back; the others made nothing of it.
  const back = { refunded: amount.amount, partially_refunded: 1 }[payment.status] ?? 0;
  const refunds = payment.refunds.map((refund, index) => ({
    ...refund,
    paymentId: payment.id,
    id: withDigit(refund.id, index),
    amount: { amount: 1, currency },
    status: refund.status === 'succeeded' ? 'pending' : refund.status,
  }));
  if (back > 0) Object.assign(refunds[0], { amount: { amount: back, currency }, status: 'succeeded' });
  // A review of what was captured is about a refund that failed.
  if (type === 'shop.payment.review_needed.v1')
    refunds.push({ ...refunds[0], id: withDigit(payment.id, 9), amount: { amount: 1, currency }, status: 'failed' });
  Object.assign(payment, { amount, refunds, refunded: { amount: back, currency } });
}

const oneOf = (allowed, value) => (allowed.includes(value) ? value : allowed[0]);

const withDigit = (id, index) => `${id.slice(0, -1)}${index}`;
