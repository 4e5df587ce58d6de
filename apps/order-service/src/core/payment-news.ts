import { hasMoneyCome, isSamePerson, type PaymentState, type PaymentStatus, sameMoney } from '@causeway/data-model';
import { awaiting, moved, noted, type OrderRecord, type Story, storyOf } from './order.js';
import { contradiction, type Refusal } from './refusal.js';

/**
 * What a payment's state means for its order. A state carries everything that led to it, so news may arrive in any
 * order: what is older than what is known changes nothing, and what was missed is made up for.
 *
 * @param at when this service learnt of it
 */
export function afterPayment(record: OrderRecord, payment: PaymentState, at: string): Story | Refusal {
  const refusal = refusalOf(record, payment);
  if (refusal !== undefined) return refusal;
  const story = storyOf(record);
  if (payment.version <= (record.payment?.version ?? 0)) return story;
  const told = tellings[payment.status](story, payment, at);
  if (told.happenings.length === 0) return story;
  return { ...told, payment: knownOf(told, payment) };
}

const knownOf = ({ payment: known }: Story, payment: PaymentState) => ({
  version: payment.version,
  captured: known?.captured === true || hasMoneyCome(payment),
  refunded: Math.max(known?.refunded ?? 0, payment.refunded.amount),
});

/** Why the news can never be true of this order, if that is so. */
function refusalOf({ order, payment: known }: OrderRecord, payment: PaymentState): Refusal | undefined {
  const { amount, refunded, status, version } = payment;
  if (!isSamePerson(payment.userId, order.userId))
    return contradiction(`payment ${payment.id} is not of the customer of order ${order.id}`);
  if (!sameMoney(amount, order.total) || refunded.currency !== amount.currency || refunded.amount > amount.amount) {
    const told = `${amount.amount} ${amount.currency} (${refunded.amount} ${refunded.currency} refunded)`;
    const owed = `${order.total.amount} ${order.total.currency}`;
    return {
      refused: 'amount-mismatch',
      description: `payment ${payment.id} is of ${told}, order ${order.id} of ${owed}`,
    };
  }
  if (version <= (known?.version ?? 0)) return undefined;
  const unpaid = order.status === 'payment_failed' || order.status === 'cancelled';
  const tookBack = known?.captured === true && (status === 'declined' || status === 'cancelled');
  if (!tookBack && !(unpaid && hasMoneyCome(payment))) return undefined;
  return {
    refused: 'illegal-state',
    description: `payment ${payment.id} is ${status}, order ${order.id} ${order.status}`,
  };
}

type Telling = (story: Story, payment: PaymentState, at: string) => Story;

const nothing: Telling = (story) => story;

/** What each state of a payment adds to the order's story; only events of these states are about the order. */
const tellings: Record<PaymentStatus, Telling> = {
  requested: nothing,
  charging: nothing,
  processing: nothing,
  unknown: nothing,
  manual_review: nothing,
  requires_action: actionRequired,
  captured,
  declined,
  cancelled,
  partially_refunded: refunded,
  refunded,
};

function captured(story: Story, payment: PaymentState, at: string): Story {
  if (story.payment?.captured === true) return story;
  const told = noted(story, 'payment.captured', payment.capturedAt ?? payment.updatedAt, { amount: payment.amount });
  // Of a cancelled order the payment is refunded: it stays what it is until that has happened.
  return story.order.status === 'pending_payment' ? moved(told, 'order.paid', at) : told;
}

function declined(story: Story, payment: PaymentState, at: string): Story {
  const told = noted(story, 'payment.declined', payment.updatedAt, { declineCode: payment.declineCode });
  if (story.order.status === 'pending_payment') return moved(told, 'order.payment_failed', at);
  if (story.order.status === 'cancel_requested') return moved(told, 'order.cancelled', at);
  return story;
}

function cancelled(story: Story, payment: PaymentState, at: string): Story {
  const told = noted(story, 'payment.cancelled', payment.updatedAt);
  if (story.order.status === 'cancel_requested') return moved(told, 'order.cancelled', at);
  if (story.order.status !== 'pending_payment') return story;
  return moved(cancellationRequested(told, { reason: 'payment-cancelled', by: 'system', at }), 'order.cancelled', at);
}

function actionRequired(story: Story, payment: PaymentState): Story {
  const { nextAction } = payment;
  if (nextAction === null || story.payment?.captured === true) return story;
  if (story.order.status !== 'pending_payment') return story;
  return noted(awaiting(story, nextAction), 'payment.requires_action', payment.updatedAt, { ...nextAction });
}

function refunded(story: Story, payment: PaymentState, at: string): Story {
  const paid = captured(story, payment, at);
  if (payment.refunded.amount <= (story.payment?.refunded ?? 0)) return paid;
  const told = noted(paid, 'payment.refunded', payment.updatedAt, { refunded: payment.refunded });
  const inFull = sameMoney(payment.refunded, payment.amount);
  const changes = { refunded: payment.refunded };
  if (told.order.status === 'cancel_requested') return inFull ? moved(told, 'order.refunded', at, changes) : told;
  if (told.order.status === 'partially_refunded' && inFull) return moved(told, 'order.refunded', at, changes);
  const inPart = moved(told, 'order.partially_refunded', at, changes);
  return inFull ? moved(inPart, 'order.refunded', at, changes) : inPart;
}

/** Somebody, or the system, does not want the order any more; payment decides what comes of it. */
export const cancellationRequested = (
  story: Story,
  { reason, by, at }: { reason: string; by: string; at: string },
): Story =>
  moved(
    story,
    'order.cancel_requested',
    at,
    { cancellation: { reason, requestedAt: at, requestedBy: by } },
    { reason, requestedBy: by },
  );
