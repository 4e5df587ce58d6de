import { add, DomainError, invalidField, type Money, sameMoney } from '@causeway/data-model';
import { type Change, changed } from './change.js';
import { nextAttempt, whenStalled } from './patience.js';
import {
  isCaptured,
  type LedgerEntry,
  leftToRefund,
  type Payment,
  pendingRefunds,
  type Refund,
  wasCaptured,
} from './payment.js';
import type { ProviderRefund } from './ports.js';

export type RefundOrder = { id: string; amount?: Money | undefined; reason: string };

/**
 * A refund that somebody asked for, pending: from here on its amount is not there for another.
 *
 * @throws DomainError `illegal-state` when nothing was captured, `refund-exceeds`, or `validation` for another currency.
 */
export function refundRequested(payment: Payment, order: RefundOrder, now: Date): Change {
  if (!wasCaptured(payment)) {
    throw new DomainError('illegal-state', { detail: `A payment that is ${payment.status} cannot be refunded.` });
  }
  const left = leftToRefund(payment);
  const amount = order.amount ?? left;
  if (amount.currency !== left.currency) throw invalidField('/amount/currency', `must be ${left.currency}`);
  if (amount.amount > left.amount || amount.amount === 0) {
    throw new DomainError('refund-exceeds', {
      detail: `${left.amount} ${left.currency} (minor units) are left to refund.`,
      members: { left },
    });
  }
  return withRefund(payment, { ...order, amount, key: `ref:${order.id}`, cause: 'support' }, now);
}

/** The refund of all that is left because the order was cancelled. Its key is the order's: there is only one. */
export const cancellationRefund = (payment: Payment, id: string, now: Date): Change =>
  withRefund(
    payment,
    {
      id,
      amount: leftToRefund(payment),
      reason: 'The order was cancelled.',
      key: `ref:cancel:${payment.orderId}`,
      cause: 'cancellation',
    },
    now,
  );

/** What the provider says about a pending refund, applied; undefined while it is still pending. */
export function refundSettled(payment: Payment, refundId: string, said: ProviderRefund, now: Date): Change | undefined {
  const refund = payment.refunds.find(({ id, status }) => id === refundId && status === 'pending');
  if (refund === undefined || said.status === 'pending') return undefined;
  const refunds = payment.refunds.map((one) =>
    one === refund ? { ...refund, status: said.status, providerId: said.id } : one,
  );
  if (said.status === 'failed') {
    const after = { refunds, attempts: 0, dueAt: nextLook({ ...payment, refunds }, now) };
    return changed('refund-settled', payment, now, after, { events: ['shop.payment.review_needed.v1'] });
  }
  const refunded = add(payment.refunded, refund.amount);
  const status: Payment['status'] = sameMoney(refunded, payment.amount) ? 'refunded' : 'partially_refunded';
  const after = { refunds, refunded, status, attempts: 0 };
  return changed(
    'refund-settled',
    payment,
    now,
    { ...after, dueAt: nextLook({ ...payment, ...after }, now) },
    { entries: refundEntries(refund), events: ['shop.payment.refunded.v1'] },
  );
}

const nextLook = (payment: Payment, now: Date): string | null =>
  pendingRefunds(payment).length > 0 || owesCancellationRefund(payment) ? nextAttempt(now, 0) : null;

/** A cancelled order gets its money back once: when that failed, a person decides. */
export const owesCancellationRefund = (payment: Payment): boolean =>
  payment.cancelRequestedAt !== null &&
  isCaptured(payment) &&
  leftToRefund(payment).amount > 0 &&
  !payment.refunds.some(({ cause }) => cause === 'cancellation');

type Ordered = Pick<Refund, 'id' | 'amount' | 'reason' | 'key' | 'cause'>;

const withRefund = (payment: Payment, ordered: Ordered, now: Date): Change => {
  const { id, amount, reason, key, cause } = ordered;
  const refund: Refund = {
    id,
    paymentId: payment.id,
    amount,
    reason,
    status: 'pending',
    createdAt: now.toISOString(),
    key,
    cause,
    providerId: null,
  };
  return changed('refund-recorded', payment, now, {
    refunds: [...payment.refunds, refund],
    attempts: 0,
    dueAt: pendingRefunds(payment).length > 0 ? payment.dueAt : whenStalled(now),
  });
};

const refundEntries = ({ id, amount: { amount, currency } }: Refund): LedgerEntry[] => [
  { account: 'refunds', amount, currency, refundId: id },
  { account: 'provider-clearing', amount: -amount, currency, refundId: id },
];
