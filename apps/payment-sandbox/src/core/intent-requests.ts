import { announce } from './announce.js';
import { noSuch, Unavailable } from './api-error.js';
import {
  authenticated,
  cancelled,
  cardToCharge,
  confirmed,
  type IntentOrder,
  newIntent,
  type Step,
} from './payment-intents.js';
import type { Books, World } from './ports.js';
import type { PaymentIntent } from './stripe-objects.js';

export type Confirmation = { paymentMethod?: string | undefined; returnUrl?: string | undefined };

/** Makes an intent, and charges it at once when `confirmation` is given. `caller` tells this request from others. */
export function createIntent(
  books: Books,
  order: IntentOrder,
  confirmation: Confirmation | undefined,
  caller: string,
  world: World,
): Step {
  const intent = newIntent(order, world);
  const step = confirmation === undefined ? { intent } : charge(books, intent, confirmation, caller, world);
  return written(books, step, world);
}

export function confirmIntent(books: Books, id: string, confirmation: Confirmation, world: World): Step {
  return written(books, charge(books, intentOf(books, id), confirmation, id, world), world);
}

export function cancelIntent(
  books: Books,
  id: string,
  reason: PaymentIntent['cancellation_reason'],
  world: World,
): Step {
  return written(books, cancelled(intentOf(books, id), reason, world.now), world);
}

/** The customer authenticates the payment, or fails to. */
export function authenticateIntent(books: Books, id: string, result: 'pass' | 'fail', world: World): PaymentIntent {
  const intent = intentOf(books, id);
  const step = authenticated(intent, result, world);
  return step === undefined ? intent : written(books, step, world).intent;
}

/** @throws ApiError 404 */
export function intentOf(books: Books, id: string): PaymentIntent {
  const intent = books.intents.find(id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'intent');
  return intent;
}

function charge(books: Books, intent: PaymentIntent, given: Confirmation, caller: string, world: World): Step {
  const card = cardToCharge(intent, given.paymentMethod);
  if (card.failsFirst && books.isFirst(caller)) throw new Unavailable();
  return confirmed(intent, card, given.returnUrl ?? null, world);
}

/** Writes all that a step changes. */
export function written(books: Books, step: Step, world: World): Step {
  const { intent, charge, event, settlesLater } = step;
  books.intents.put(intent);
  if (charge !== undefined) books.charges.put(charge);
  if (settlesLater) books.timers.set(intent.id, world.now.getTime() + world.slowSettleMs);
  if (event !== undefined) announce(books, event, intent, world);
  return step;
}
