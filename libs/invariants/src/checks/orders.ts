import type { OrderStatus } from '@causeway/data-model';
import type { Books, Check, OrderRow } from '../books.js';
import { legalTransitions } from '../legal-transitions.js';

/** I4: what was promised with a 201 is there, once. */
export const answeredExists: Check = {
  id: 'I4',
  rule: 'each order answered 201 exists, once',
  run({ orders, answers, payments }: Books) {
    const violations: string[] = [];
    const count = tally(orders.map(({ id }) => id));
    for (const orderId of answers) {
      if (count.get(orderId) !== 1)
        violations.push(`order ${orderId} was answered 201 and is there ${count.get(orderId) ?? 0} times`);
    }
    for (const [orderId, times] of tally(answers)) {
      if (times > 1) violations.push(`order ${orderId} answers ${times} idempotency keys`);
    }
    const paid = tally(payments.map(({ orderId }) => orderId));
    for (const { id } of orders) {
      if (paid.get(id) !== 1) violations.push(`order ${id} has ${paid.get(id) ?? 0} payments`);
    }
    return { checked: answers.length, violations };
  },
};

/** I5: an order's own account of itself shows legal transitions only. */
export const transitionsAreLegal: Check = {
  id: 'I5',
  rule: 'only legal transitions',
  run({ orders }: Books) {
    return { checked: orders.length, violations: orders.flatMap(illegalSteps) };
  },
};

function illegalSteps({ id, status, timeline }: OrderRow): string[] {
  const violations: string[] = [];
  let current: OrderStatus = 'pending_payment';
  for (const item of timeline) {
    if (item.status === current) continue;
    if (!legalTransitions[current].includes(item.status))
      violations.push(`order ${id} went from ${current} to ${item.status}`);
    current = item.status;
  }
  if (current !== status) violations.push(`order ${id} is ${status}, its timeline ends at ${current}`);
  return violations;
}

const notifying = new Set([
  'order.paid',
  'order.payment_failed',
  'order.cancelled',
  'order.partially_refunded',
  'order.refunded',
  'order.fulfilled',
]);

/** I7: a customer hears of each thing that happened to an order, once. */
export const notifiedOnce: Check = {
  id: 'I7',
  rule: 'one notification and one Message-ID per order event that notifies',
  run({ orders, notifications, mails }: Books) {
    const violations: string[] = [];
    const perEvent = tally(notifications.map(({ eventId }) => eventId));
    for (const [eventId, times] of perEvent) if (times > 1) violations.push(`${eventId} was notified ${times} times`);
    const perOrder = tally(notifications.map(({ orderId }) => orderId));
    for (const { id, timeline } of orders) {
      const expected = timeline.filter(({ type }) => notifying.has(type)).length;
      if ((perOrder.get(id) ?? 0) !== expected) {
        violations.push(`order ${id} had ${expected} events that notify and ${perOrder.get(id) ?? 0} notifications`);
      }
    }
    const received = new Set(mails);
    const ids = tally(notifications.map(({ messageId }) => messageId));
    for (const { messageId, status, eventId } of notifications) {
      if ((ids.get(messageId) ?? 0) > 1) violations.push(`${messageId} stands for ${ids.get(messageId)} notifications`);
      if (status === 'sent' && !received.has(messageId))
        violations.push(`${eventId} was sent as ${messageId}, which never arrived`);
      if (status === 'pending') violations.push(`${eventId} is still to be sent`);
    }
    return { checked: notifications.length, violations };
  },
};

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
