import { isCaptured, type Payment, pendingRefunds, type Refund } from './payment.js';
import { owesCancellationRefund } from './refunds.js';

/** What there is to do for a payment, seen from what is persisted alone. */
export type NextStep =
  | { do: 'create' | 'withdraw' | 'charge' | 'cancel' | 'ask' | 'promise-refund' | 'rest' }
  | { do: 'refund'; refund: Refund };

export type Occasion = {
  /** `due`: the payment's due time has come. `news`: the provider has news of the intent. */
  why: 'work' | 'due' | 'news';
  /** Refunds already tried on this occasion. */
  tried: ReadonlySet<string>;
};

/**
 * The next step of a payment's saga. Whoever works on a payment, for whatever reason, continues with this: an event, its
 * redelivery after a crash, a webhook, the sweeper.
 */
export function nextStep(payment: Payment, { why, tried }: Occasion): NextStep {
  if (isCaptured(payment)) return nextRefund(payment, tried);
  if (why === 'news') return { do: payment.status === 'manual_review' ? 'rest' : 'ask' };
  const unwanted = payment.cancelRequestedAt !== null;
  switch (payment.status) {
    case 'requested':
      return { do: unwanted ? 'withdraw' : 'create' };
    case 'charging':
    case 'unknown':
      return { do: unwanted ? 'cancel' : 'charge' };
    case 'requires_action':
      // Due means that the customer's time is over: the provider says whether they made it.
      return { do: unwanted || why === 'due' ? 'cancel' : 'rest' };
    case 'processing':
      return { do: why === 'due' ? 'ask' : 'rest' };
    default:
      return { do: 'rest' };
  }
}

function nextRefund(payment: Payment, tried: ReadonlySet<string>): NextStep {
  if (owesCancellationRefund(payment)) return { do: 'promise-refund' };
  const refund = pendingRefunds(payment).find(({ id }) => !tried.has(id));
  return refund === undefined ? { do: 'rest' } : { do: 'refund', refund };
}
