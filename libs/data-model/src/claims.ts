import { canonicalJson } from './canonical.js';
import type { PaymentState } from './events.js';
import { type Money, sameMoney } from './money.js';
import type { Order, OrderStatus } from './orders.js';
import { isSamePerson } from './people.js';

// What an event says of an order or a payment, held against what its own service holds of it (`GET /internal/changes?ids=`),
// asked after the event had come: an event is published after what it tells of was written. Whoever may send to the topic
// could tell of money that never came, and be right in every letter.

/** The event can never have come from there. */
export type Disproof = {
  refused: 'unknown-order' | 'unknown-payment' | 'amount-mismatch' | 'contradiction';
  description: string;
};

const contradiction = (description: string): Disproof => ({ refused: 'contradiction', description });

const mismatch = (what: string, told: Money, owed: Money): Disproof => ({
  refused: 'amount-mismatch',
  description: `${what} is told of with ${told.amount} ${told.currency} and is of ${owed.amount} ${owed.currency}`,
});

/** @returns undefined when the order is as the event says, or can have been so on its way to what it is */
export function orderDisproof(told: Order, known: Order | undefined): Disproof | undefined {
  const what = `order ${told.id}`;
  if (known === undefined) return { refused: 'unknown-order', description: `order-service knows no ${what}` };
  if (!isSamePerson(known.userId, told.userId)) return contradiction(`${what} is not of customer ${told.userId}`);
  if (!sameMoney(known.total, told.total)) return mismatch(what, told.total, known.total);
  if (canonicalJson(known.items) !== canonicalJson(told.items)) return contradiction(`${what} has other lines`);
  if (told.version > known.version) return ahead(what, told, known);
  const isSo =
    told.version === known.version
      ? canonicalJson(stepOf(told)) === canonicalJson(stepOf(known))
      : hasLedTo[told.status].includes(known.status) && isEarlier(told, known);
  return isSo
    ? undefined
    : contradiction(`${what} is ${known.status}, and was never ${told.status} as this event says`);
}

const ahead = (what: string, told: { version: number }, known: { version: number }): Disproof =>
  contradiction(`${what} is told of in version ${told.version} and has come to ${known.version}`);

/** All that changes of an order with its version. */
const stepOf = ({ status, refunded, cancellation, fulfilledAt }: Order) => ({
  status,
  refunded,
  cancellation: factsOf(cancellation),
  fulfilledAt,
});

/** A cancellation without words and names: those of an erased person are gone from the order and not from an event under way. */
const factsOf = (cancellation: Order['cancellation']) =>
  cancellation && { ...cancellation, reason: '', requestedBy: '' };

/** Where an order can have come to from each status, by any number of steps. */
const hasLedTo: Record<OrderStatus, readonly OrderStatus[]> = {
  pending_payment: [
    'paid',
    'payment_failed',
    'cancel_requested',
    'cancelled',
    'fulfilled',
    'partially_refunded',
    'refunded',
  ],
  paid: ['fulfilled', 'cancel_requested', 'cancelled', 'partially_refunded', 'refunded'],
  fulfilled: ['partially_refunded', 'refunded'],
  partially_refunded: ['partially_refunded', 'refunded'],
  cancel_requested: ['cancelled', 'refunded'],
  payment_failed: [],
  cancelled: [],
  refunded: [],
};

/** What was refunded only grows, and what was decided once stays so. */
function isEarlier(told: Order, known: Order): boolean {
  const stays = (before: unknown, after: unknown) => before === null || canonicalJson(before) === canonicalJson(after);
  return (
    told.refunded.amount <= known.refunded.amount &&
    stays(factsOf(told.cancellation), factsOf(known.cancellation)) &&
    stays(told.fulfilledAt, known.fulfilledAt)
  );
}

/**
 * @returns undefined when the payment is as the event says, or was so on its way to what it is; `over` when it was and
 * nothing can come of it any more
 */
export function paymentDisproof(told: PaymentState, known: PaymentState | undefined): Disproof | 'over' | undefined {
  const what = `payment ${told.id}`;
  if (known === undefined) return { refused: 'unknown-payment', description: `payment-service knows no ${what}` };
  if (known.orderId !== told.orderId) return contradiction(`${what} is of order ${known.orderId}, not ${told.orderId}`);
  if (!isSamePerson(known.userId, told.userId)) return contradiction(`${what} is not of customer ${told.userId}`);
  if (!sameMoney(known.amount, told.amount)) return mismatch(what, told.amount, known.amount);
  if (told.version > known.version) return ahead(what, told, known);
  const isNow = told.version === known.version;
  if (!isNow && told.status === 'requires_action') return 'over';
  const isSo = isNow ? canonicalJson(newsIn(told)) === canonicalJson(newsIn(known)) : hasBeen(told, known);
  return isSo
    ? undefined
    : contradiction(`${what} is ${known.status}, and was never ${told.status} as this event says`);
}

/** All that others act upon. */
const newsIn = ({ status, refunded, declineCode, nextAction, capturedAt, updatedAt }: PaymentState) => ({
  status,
  refunded,
  declineCode,
  nextAction,
  capturedAt,
  updatedAt,
});

/** What was so once can be told from what it has led to. */
function hasBeen(told: PaymentState, known: PaymentState): boolean {
  switch (told.status) {
    case 'captured':
      return hasMoneyCome(known);
    case 'partially_refunded':
      return hasMoneyCome(known) && wereMade(told, known);
    case 'refunded':
      return known.status === 'refunded' && wereMade(told, known);
    case 'declined':
    case 'cancelled':
      return known.status === told.status;
    // Nothing comes of these.
    default:
      return true;
  }
}

/** Whether there ever was money, even if nothing of it is left. */
export const hasMoneyCome = ({ capturedAt, status }: PaymentState): boolean =>
  capturedAt !== null || status === 'captured' || status === 'partially_refunded' || status === 'refunded';

function wereMade(told: PaymentState, known: PaymentState): boolean {
  const made = new Map(
    known.refunds.flatMap(({ id, status, amount }) => (status === 'succeeded' ? [[id, amount]] : [])),
  );
  return told.refunds.every(({ id, status, amount }) => {
    const same = made.get(id);
    return status !== 'succeeded' || (same !== undefined && sameMoney(same, amount));
  });
}
