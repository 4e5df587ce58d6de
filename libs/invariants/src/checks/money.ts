import type { Check, OrderRow, PaymentRow } from '../books.js';

const owing = new Set(['paid', 'fulfilled', 'partially_refunded']);

/** I1: what was captured and kept is what the orders that are paid owe, order by order. */
export const capturedEqualsOwed: Check = {
  id: 'I1',
  rule: 'captured minus refunded equals what paid and not refunded orders owe',
  run({ orders, payments }) {
    const kept = new Map(payments.map((payment) => [payment.orderId, payment]));
    const violations = orders.flatMap((order) => disagreement(order, kept.get(order.id)));
    const known = new Set(orders.map(({ id }) => id));
    for (const { id, orderId } of payments) {
      if (!known.has(orderId)) violations.push(`payment ${id} is for order ${orderId}, which does not exist`);
    }
    return { checked: orders.length, violations };
  },
};

function disagreement(order: OrderRow, payment: PaymentRow | undefined): string[] {
  const owed = owing.has(order.status) ? order.total - order.refunded : 0;
  const kept = payment?.captured ? payment.amount - payment.refunded : 0;
  if (owed === kept) return [];
  const said = payment === undefined ? 'has no payment' : `is ${payment.status} and kept ${kept}`;
  return [`order ${order.id} is ${order.status} and owes ${owed} ${order.currency}, its payment ${said}`];
}

/** I2: the provider charged no order twice, and what it charged is what our books say. */
export const chargedOnce: Check = {
  id: 'I2',
  rule: 'at most one successful charge per order at the provider',
  run({ intents, payments }) {
    const charged = Map.groupBy(
      intents.filter(({ succeeded }) => succeeded),
      ({ orderId }) => orderId,
    );
    const violations: string[] = [];
    for (const [orderId, charges] of charged) {
      if (charges.length > 1) violations.push(`order ${orderId} was charged ${charges.length} times`);
    }
    for (const payment of payments) {
      const [charge] = charged.get(payment.orderId) ?? [];
      if (payment.captured !== (charge !== undefined)) {
        violations.push(
          `payment ${payment.id} is ${payment.status}, the provider ${charge ? 'has' : 'has not'} charged it`,
        );
      } else if (charge && (charge.amount !== payment.amount || charge.refunded !== payment.refunded)) {
        violations.push(
          `payment ${payment.id} says ${payment.amount} less ${payment.refunded}, the provider ${charge.amount} less ${charge.refunded}`,
        );
      }
    }
    return { checked: intents.length, violations };
  },
};

/** I6: the ledger is balanced, and agrees with the payments it is about. */
export const ledgerBalances: Check = {
  id: 'I6',
  rule: 'the ledger sums to zero per currency and per payment',
  run({ ledger, payments }) {
    const violations: string[] = [];
    for (const [currency, sum] of sums(ledger, ({ currency }) => currency)) {
      if (sum !== 0) violations.push(`the ledger is off by ${sum} ${currency}`);
    }
    for (const [paymentId, sum] of sums(ledger, ({ paymentId }) => paymentId)) {
      if (sum !== 0) violations.push(`the ledger of payment ${paymentId} is off by ${sum}`);
    }
    const clearing = sums(
      ledger.filter(({ account }) => account === 'provider-clearing'),
      ({ paymentId }) => paymentId,
    );
    for (const { id, captured, amount, refunded } of payments) {
      const kept = captured ? amount - refunded : 0;
      if ((clearing.get(id) ?? 0) !== kept)
        violations.push(`payment ${id} kept ${kept}, its ledger says ${clearing.get(id) ?? 0}`);
    }
    return { checked: ledger.length, violations };
  },
};

function sums<T extends { amount: number }>(rows: readonly T[], keyOf: (row: T) => string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(keyOf(row), (totals.get(keyOf(row)) ?? 0) + row.amount);
  return totals;
}
