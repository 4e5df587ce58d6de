import {
  type EventType,
  type Money,
  type NextAction,
  type Payment as PaymentOnTheWire,
  type PaymentState,
  type PaymentStatus,
  type Refund as RefundOnTheWire,
  type Resolution,
  subtract,
  sum,
} from '@causeway/data-model';

/** What one order owes, and everything this service knows about getting and returning the money. */
export type Payment = {
  id: string;
  orderId: string;
  userId: string;
  status: PaymentStatus;
  amount: Money;
  /** The sum of the succeeded refunds. */
  refunded: Money;
  /** The customer's payment method at the provider, `pm_...`. */
  paymentMethod: string;
  method: PaymentOnTheWire['method'];
  /** The provider's PaymentIntent; null until it is created and known to us. Only this one is ever confirmed. */
  intentId: string | null;
  declineCode: string | null;
  nextAction: NextAction | null;
  refunds: Refund[];
  capturedAt: string | null;
  /** When the order asked for its money not to be taken, or to be given back. The wish outlives every doubt. */
  cancelRequestedAt: string | null;
  /** Since when the provider's answer is not known. */
  doubtSince: string | null;
  /** How often the provider was asked in vain since the last change of state. */
  attempts: number;
  /** When the sweeper has to look at this payment; null when nothing is open. */
  dueAt: string | null;
  resolution: (Resolution & { by: string; at: string }) | null;
  /** The W3C traceparent of what caused the latest work, so that work done later stays in its trace. */
  traceparent: string;
  /** What consumers of its events order by; bookkeeping does not raise it. */
  version: number;
  /** Raised by every write: of two that change what they have read, one starts over. */
  revision: number;
  createdAt: string;
  updatedAt: string;
};

export type Refund = RefundOnTheWire & {
  /** The provider's idempotency key: one per refund, for ever. */
  key: string;
  cause: 'support' | 'cancellation';
  /** The provider's id of it. */
  providerId: string | null;
};

/** A half of a ledger movement: positive amounts are debits, negative ones credits. Every movement sums to zero. */
export type LedgerEntry = {
  account: 'provider-clearing' | 'sales' | 'refunds';
  amount: number;
  currency: string;
  /** The refund it books; null for the capture. */
  refundId: string | null;
};

export type PaymentEvent = Extract<EventType, `shop.payment.${string}`>;

export const isCaptured = ({ status }: Payment): boolean => status === 'captured' || status === 'partially_refunded';

/** Whether there ever was money to give back, even if nothing of it is left. */
export const wasCaptured = (payment: Payment): boolean => isCaptured(payment) || payment.status === 'refunded';

export const pendingRefunds = ({ refunds }: Payment): Refund[] => refunds.filter(({ status }) => status === 'pending');

/** What can still be refunded: pending refunds count as given back until they fail. */
export function leftToRefund(payment: Payment): Money {
  const promised = sum(
    pendingRefunds(payment).map(({ amount }) => amount),
    payment.amount.currency,
  );
  return subtract(subtract(payment.amount, payment.refunded), promised);
}

/** A refund as clients see it. */
export const refundOnTheWire = ({ id, paymentId, amount, reason, status, createdAt }: Refund): RefundOnTheWire => ({
  id,
  paymentId,
  amount,
  reason,
  status,
  createdAt,
});

/** A payment as clients see it. */
export const paymentOnTheWire = (payment: Payment): PaymentOnTheWire => ({
  id: payment.id,
  orderId: payment.orderId,
  status: payment.status,
  amount: payment.amount,
  refunded: payment.refunded,
  method: payment.method,
  declineCode: payment.declineCode,
  nextAction: payment.nextAction,
  refunds: payment.refunds.map(refundOnTheWire),
  createdAt: payment.createdAt,
  updatedAt: payment.updatedAt,
});

/** A payment as its events carry it. */
export const stateOf = (payment: Payment): PaymentState => ({
  ...paymentOnTheWire(payment),
  userId: payment.userId,
  version: payment.version,
  capturedAt: payment.capturedAt,
});
