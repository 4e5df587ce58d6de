import { noSuch } from './api-error.js';
import type { PaymentMethod } from './stripe-objects.js';

type Behaviour =
  | { charge: 'succeeds' | 'succeeds-unanswered' | 'settles-later' | 'asks-the-customer' }
  | { charge: 'declines'; declineCode: string; message: string };

/** What each of the sandbox's cards shows of itself and does when it is charged. */
const cards: Record<string, { brand: string; last4: string; failsFirst?: true } & Behaviour> = {
  pm_card_visa: { brand: 'visa', last4: '4242', charge: 'succeeds' },
  pm_card_declined: {
    brand: 'visa',
    last4: '0002',
    charge: 'declines',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
  },
  pm_card_insufficient_funds: {
    brand: 'visa',
    last4: '9995',
    charge: 'declines',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  pm_card_3ds: { brand: 'visa', last4: '3220', charge: 'asks-the-customer' },
  pm_card_slow: { brand: 'mastercard', last4: '4444', charge: 'settles-later' },
  pm_card_timeout_after_charge: { brand: 'amex', last4: '8431', charge: 'succeeds-unanswered' },
  pm_card_error_once: { brand: 'discover', last4: '1117', charge: 'succeeds', failsFirst: true },
};

export type Card = { method: PaymentMethod; behaviour: Behaviour; failsFirst: boolean };

/** @throws ApiError 400 `resource_missing` for a payment method the sandbox does not have. */
export function cardOf(id: string): Card {
  const card = Object.hasOwn(cards, id) ? cards[id] : undefined;
  if (card === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 400);
  const { brand, last4, failsFirst = false, ...behaviour } = card;
  const shown = { brand, last4, exp_month: 12, exp_year: 2034, funding: 'credit', country: 'IE' } as const;
  return { method: { id, object: 'payment_method', type: 'card', card: shown }, behaviour, failsFirst };
}
