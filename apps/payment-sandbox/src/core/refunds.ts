import { ApiError, invalidRequest } from './api-error.js';
import { seconds } from './payment-intents.js';
import type { World } from './ports.js';
import type { Charge, EventType, Metadata, Refund } from './stripe-objects.js';

/** What one step of a refund's life changes; all of it is written together. */
export type RefundStep = { refund: Refund; charge: Charge; events: EventType[]; settlesLater?: true };

export type RefundOrder = { amount?: number | undefined; reason: Refund['reason']; metadata: Metadata };

/** How a refund goes, by its `metadata[sandbox]`; without one it succeeds at once. */
const scripts = {
  pending: { status: 'pending', settlesLater: true },
  pending_fail: { status: 'pending', settlesLater: true },
  fail: { status: 'failed', settlesLater: false },
  succeed: { status: 'succeeded', settlesLater: false },
} as const;

/**
 * Gives money of a charge back: all that is left, or a part of it.
 *
 * @throws ApiError 400 when nothing, or less than `amount`, is left.
 */
export function refunded(charge: Charge, order: RefundOrder, world: World): RefundStep {
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  const amount = order.amount ?? left;
  if (amount > left) {
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  }
  const { status, settlesLater } = scriptOf(order.metadata);
  const refund: Refund = {
    id: world.newId('re'),
    object: 'refund',
    amount,
    charge: charge.id,
    created: seconds(world.now),
    currency: charge.currency,
    metadata: order.metadata,
    payment_intent: charge.payment_intent,
    reason: order.reason,
    status,
  };
  if (status === 'failed') return { refund: asFailed(refund), charge, events: ['refund.failed'] };
  const after = withRefunded(charge, charge.amount_refunded + amount);
  return { refund, charge: after, events: ['charge.refunded'], ...(settlesLater ? { settlesLater } : {}) };
}

/** The bank's late answer to a pending refund. A failed one gives its amount free again. */
export function refundSettled(refund: Refund, charge: Charge): RefundStep {
  if (refund.metadata.sandbox !== 'pending_fail') {
    return { refund: { ...refund, status: 'succeeded' }, charge, events: ['refund.updated'] };
  }
  return {
    refund: asFailed(refund),
    charge: withRefunded(charge, charge.amount_refunded - refund.amount),
    events: ['refund.failed', 'refund.updated'],
  };
}

/** The charge that a refund of an intent takes from. @throws ApiError 400 when none succeeded. */
export function refundable(charge: Charge | undefined, intentId: string): Charge {
  if (charge?.status === 'succeeded') return charge;
  throw new ApiError(400, {
    type: 'invalid_request_error',
    code: 'charge_not_refundable',
    message: `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
    param: 'payment_intent',
  });
}

function scriptOf({ sandbox = 'succeed' }: Metadata): (typeof scripts)[keyof typeof scripts] {
  // An own key of the table, checked on the line itself.
  if (Object.hasOwn(scripts, sandbox)) return scripts[sandbox as keyof typeof scripts];
  throw invalidRequest(`The sandbox knows these courses of a refund: ${Object.keys(scripts).join(', ')}.`, {
    param: 'metadata[sandbox]',
  });
}

const asFailed = (refund: Refund): Refund => ({
  ...refund,
  status: 'failed',
  failure_reason: 'expired_or_canceled_card',
});

const withRefunded = (charge: Charge, amount: number): Charge => ({
  ...charge,
  amount_refunded: amount,
  refunded: amount === charge.amount_captured,
});
