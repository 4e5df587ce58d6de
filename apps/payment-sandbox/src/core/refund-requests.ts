import { announce } from './announce.js';
import { noSuch } from './api-error.js';
import type { Books, World } from './ports.js';
import { type RefundOrder, type RefundStep, refundable, refunded } from './refunds.js';
import type { Charge, Refund } from './stripe-objects.js';

/** What a refund takes from: a charge, or the successful charge of an intent. */
export type RefundSource = { payment_intent: string } | { charge: string };

/** @throws ApiError 404 for an unknown source, 400 when it has not that much to give back. */
export function createRefund(books: Books, source: RefundSource, order: RefundOrder, world: World): Refund {
  return writtenRefund(books, refunded(chargeOf(books, source), order, world), world).refund;
}

function chargeOf(books: Books, source: RefundSource): Charge {
  if ('charge' in source) {
    const charge = books.charges.find(source.charge);
    if (charge === undefined) throw noSuch('charge', source.charge, 'charge');
    return refundable(charge, charge.payment_intent);
  }
  const intent = books.intents.find(source.payment_intent);
  if (intent === undefined) throw noSuch('payment_intent', source.payment_intent, 'payment_intent');
  const latest = intent.latest_charge === null ? undefined : books.charges.find(intent.latest_charge);
  return refundable(latest, intent.id);
}

/** Writes all that a step changes. */
export function writtenRefund(books: Books, step: RefundStep, world: World): RefundStep {
  const { refund, charge, events, settlesLater } = step;
  books.refunds.put(refund);
  books.charges.put(charge);
  if (settlesLater) books.timers.set(refund.id, world.now.getTime() + world.slowSettleMs);
  for (const type of events) announce(books, type, type === 'charge.refunded' ? charge : refund, world);
  return step;
}
