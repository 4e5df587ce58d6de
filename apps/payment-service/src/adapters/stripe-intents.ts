import type { Money } from '@causeway/data-model';
import type Stripe from 'stripe';
import type { Intent, ProviderRefund } from '../core/ports.js';

/** Stripe's PaymentIntent in our words (https://docs.stripe.com/payments/paymentintents/lifecycle). */
export function intentOf(intent: Stripe.PaymentIntent): Intent {
  const failure = intent.last_payment_error;
  return {
    id: intent.id,
    status: statusOf(intent),
    amount: moneyOf(intent.status === 'succeeded' ? intent.amount_received : intent.amount, intent.currency),
    method: methodOf(intent),
    declineCode: failure ? (failure.decline_code ?? failure.code ?? 'declined') : null,
    redirectUrl: intent.next_action?.redirect_to_url?.url ?? null,
  };
}

export function refundOf(refund: Stripe.Refund): ProviderRefund {
  const { id, status } = refund;
  if (status === 'succeeded') return { id, status };
  return { id, status: status === 'failed' || status === 'canceled' ? 'failed' : 'pending' };
}

function statusOf({ status, last_payment_error }: Stripe.PaymentIntent): Intent['status'] {
  switch (status) {
    case 'succeeded':
      return 'succeeded';
    case 'processing':
      return 'processing';
    case 'requires_action':
      return 'requires_action';
    case 'canceled':
      return 'cancelled';
    case 'requires_payment_method':
      return last_payment_error ? 'failed' : 'unconfirmed';
    default:
      return 'unconfirmed';
  }
}

function methodOf({ latest_charge, last_payment_error, payment_method }: Stripe.PaymentIntent): Intent['method'] {
  const charge = typeof latest_charge === 'object' ? latest_charge?.payment_method_details?.card : undefined;
  const method = typeof payment_method === 'object' ? payment_method?.card : undefined;
  const card = charge ?? last_payment_error?.payment_method?.card ?? method;
  return { type: 'card', brand: card?.brand ?? null, last4: card?.last4 ?? null };
}

/** Stripe writes currencies in small letters. */
const moneyOf = (amount: number, currency: string): Money => ({ amount, currency: currency.toUpperCase() });
