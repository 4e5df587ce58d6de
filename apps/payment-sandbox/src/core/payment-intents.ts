import { ApiError, type ErrorBody, unexpectedState } from './api-error.js';
import { type Card, cardOf } from './payment-methods.js';
import type { World } from './ports.js';
import type { Charge, EventType, IntentStatus, PaymentError, PaymentIntent } from './stripe-objects.js';

/** What one step of an intent's life changes; all of it is written together. */
export type Step = {
  intent: PaymentIntent;
  charge?: Charge;
  event?: EventType;
  /** The intent settles by itself later. */
  settlesLater?: true;
  /** The charge failed: the answer is an error, although the step happened. */
  declined?: ErrorBody;
  /** The answer must not reach the caller. */
  unanswered?: true;
};

export type IntentOrder = Pick<PaymentIntent, 'amount' | 'currency' | 'capture_method' | 'description' | 'metadata'> & {
  payment_method: string | null;
};

export const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** @throws ApiError 400 for an unknown payment method. */
export function newIntent(order: IntentOrder, { now, newId }: World): PaymentIntent {
  if (order.payment_method !== null) cardOf(order.payment_method);
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    amount: order.amount,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: order.capture_method,
    client_secret: `${id}_${newId('secret')}`,
    confirmation_method: 'automatic',
    created: seconds(now),
    currency: order.currency,
    customer: null,
    description: order.description,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: order.metadata,
    next_action: null,
    payment_method: order.payment_method,
    payment_method_types: ['card'],
    status: order.payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}

const confirmable: IntentStatus[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/**
 * The card that confirming would charge.
 *
 * @throws ApiError 400 when the intent cannot be confirmed, or has no payment method, or one that does not exist.
 */
export function cardToCharge(intent: PaymentIntent, given: string | undefined): Card {
  if (!confirmable.includes(intent.status)) {
    throw unexpectedState(
      `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${confirmable.join(', ')}.`,
      intent,
    );
  }
  const id = given ?? intent.payment_method;
  if (id === null) {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a payment method, or give one while confirming.",
      intent,
    );
  }
  return cardOf(id);
}

/** Charges the card of a confirmable intent, or begins to. */
export function confirmed(before: PaymentIntent, card: Card, returnUrl: string | null, world: World): Step {
  const fresh = { last_payment_error: null, next_action: null, payment_method: card.method.id };
  const intent: PaymentIntent = { ...before, ...fresh };
  switch (card.behaviour.charge) {
    case 'succeeds':
      return succeeded(intent, newCharge(intent, card, world));
    case 'succeeds-unanswered':
      return { ...succeeded(intent, newCharge(intent, card, world)), unanswered: true };
    case 'declines':
      return declined(intent, newCharge(intent, card, world), card.behaviour, card);
    case 'settles-later': {
      const charge = newCharge(intent, card, world);
      const processing: PaymentIntent = { ...intent, status: 'processing', latest_charge: charge.id };
      return { intent: processing, charge, event: 'payment_intent.processing', settlesLater: true };
    }
    case 'asks-the-customer': {
      const redirect = { url: world.customerPage(intent.id), return_url: returnUrl };
      return {
        intent: {
          ...intent,
          status: 'requires_action',
          next_action: { type: 'redirect_to_url', redirect_to_url: redirect },
        },
        event: 'payment_intent.requires_action',
      };
    }
  }
}

/** The bank's late answer to a charge that was being processed. */
export const settled = (intent: PaymentIntent, pending: Charge): Step => succeeded(intent, pending);

/**
 * What the customer did on the authentication page; undefined when the same was said before.
 *
 * @throws ApiError 409 when the intent waits for no customer.
 */
export function authenticated(intent: PaymentIntent, result: 'pass' | 'fail', world: World): Step | undefined {
  if (intent.status !== 'requires_action') {
    if (resultOf(intent) === result) return undefined;
    throw new ApiError(409, {
      ...unexpectedState(`This PaymentIntent waits for no authentication: it is ${intent.status}.`, intent).body,
    });
  }
  const card = cardOf(intent.payment_method ?? '');
  if (result === 'pass') return succeeded({ ...intent, next_action: null }, newCharge(intent, card, world, true));
  const error: PaymentError = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message: 'The provided payment method has failed authentication.',
    payment_method: card.method,
  };
  return { intent: withoutMethod(intent, error), event: 'payment_intent.payment_failed' };
}

function resultOf(intent: PaymentIntent): 'pass' | 'fail' | undefined {
  if (intent.status === 'succeeded' && intent.payment_method === 'pm_card_3ds') return 'pass';
  const hasFailed = intent.last_payment_error?.code === 'payment_intent_authentication_failure';
  return intent.status === 'requires_payment_method' && hasFailed ? 'fail' : undefined;
}

/** @throws ApiError 400 once the money has moved or is moving, and for an intent that is cancelled already. */
export function cancelled(intent: PaymentIntent, reason: PaymentIntent['cancellation_reason'], now: Date): Step {
  if (!confirmable.includes(intent.status)) {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${confirmable.join(', ')}.`,
      intent,
    );
  }
  return {
    intent: {
      ...intent,
      status: 'canceled',
      canceled_at: seconds(now),
      cancellation_reason: reason,
      next_action: null,
    },
    event: 'payment_intent.canceled',
  };
}

function succeeded(intent: PaymentIntent, charge: Charge): Step {
  const paid = { ...charge, status: 'succeeded', paid: true, captured: true, amount_captured: charge.amount } as const;
  return {
    intent: { ...intent, status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id },
    charge: {
      ...paid,
      outcome: { network_status: 'approved_by_network', reason: null, type: 'authorized' },
    },
    event: 'payment_intent.succeeded',
  };
}

function declined(
  intent: PaymentIntent,
  charge: Charge,
  { declineCode, message }: { declineCode: string; message: string },
  { method }: Card,
): Step {
  const error: PaymentError = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: declineCode,
    message,
    charge: charge.id,
    payment_method: method,
  };
  const after = { ...withoutMethod(intent, error), latest_charge: charge.id };
  return {
    intent: after,
    charge: {
      ...charge,
      status: 'failed',
      failure_code: 'card_declined',
      failure_message: message,
      outcome: { network_status: 'declined_by_network', reason: declineCode, type: 'issuer_declined' },
    },
    event: 'payment_intent.payment_failed',
    declined: { ...error, payment_intent: after },
  };
}

/** A failed payment method is taken off the intent: the next attempt names one. */
const withoutMethod = (intent: PaymentIntent, error: PaymentError): PaymentIntent => ({
  ...intent,
  status: 'requires_payment_method',
  last_payment_error: error,
  next_action: null,
  payment_method: null,
});

function newCharge(intent: PaymentIntent, { method }: Card, { now, newId }: World, isAuthenticated = false): Charge {
  return {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    captured: false,
    created: seconds(now),
    currency: intent.currency,
    description: intent.description,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: intent.metadata,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      type: 'card',
      card: { ...method.card, three_d_secure: isAuthenticated ? { result: 'authenticated' } : null },
    },
    refunded: false,
    status: 'pending',
  };
}
