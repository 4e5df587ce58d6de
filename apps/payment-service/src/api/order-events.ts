import type { CloudEvent, Order } from '@causeway/data-model';
import { entryOf } from '@causeway/messaging/inbox';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { withDeadline } from '@causeway/runtime/outgoing';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CancelPayment } from '../core/cancel-payment.js';
import { ChargeOrder } from '../core/charge-order.js';
import type { Disbelief, NewsOutcome } from '../core/order-news.js';

/** How long one event may talk to the provider, in milliseconds; the message's lock is held for 60 s. */
const providerBudgetMs = 8000;

/**
 * What orders want of their payments.
 *
 * Trusted: nothing that moves money (ADR 9). Checked against the payment, where there is one: the sum, the currency, the
 * customer. Checked against order-service, before a payment is recorded or cancelled: that there is such an order, the same,
 * its lines, and that it has come to what the event says; its card and its sum are taken from there.
 */
@Controller()
export class OrderEvents {
  constructor(
    private readonly charges: ChargeOrder,
    private readonly cancellations: CancelPayment,
  ) {}

  @EventPattern<string>('shop.order.placed.v1')
  async placed(@Payload() event: CloudEvent<'shop.order.placed.v1'>): Promise<void> {
    refuseDisbelieved(event, await withDeadline(providerBudgetMs, () => this.charges.charge(newsIn(event))));
  }

  @EventPattern<string>('shop.order.cancel_requested.v1')
  async cancelRequested(@Payload() event: CloudEvent<'shop.order.cancel_requested.v1'>): Promise<void> {
    refuseDisbelieved(event, await withDeadline(providerBudgetMs, () => this.cancellations.cancel(newsIn(event))));
  }
}

type OrderEvent = CloudEvent<'shop.order.placed.v1' | 'shop.order.cancel_requested.v1'>;

const newsIn = (event: OrderEvent) => ({
  eventId: event.id,
  fingerprint: entryOf(event).fingerprint,
  order: event.data.order,
  traceparent: event.traceparent,
});

function refuseDisbelieved({ data: { order } }: OrderEvent, outcome: NewsOutcome): void {
  if (outcome !== 'handled') throw new DeadLetter(outcome, reasons[outcome](order));
}

const reasons: Record<Disbelief, (order: Order) => string> = {
  'unknown-order': ({ id }) => `order-service knows no order ${id}.`,
  'amount-mismatch': ({ id, total: { amount, currency }, userId }) =>
    `Order ${id} is known with another total than ${amount} ${currency}, or as another customer's than ${userId}'s.`,
  'illegal-state': ({ id, status }) => `order-service does not hold order ${id} for ${status}, as this event does.`,
  contradiction: ({ id, version }) =>
    `Order ${id} was never so in version ${version}, or another event told of it under the same id.`,
};
