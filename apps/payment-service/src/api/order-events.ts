import type { CloudEvent, Order } from '@causeway/data-model';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { withDeadline } from '@causeway/runtime/outgoing';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CancelPayment } from '../core/cancel-payment.js';
import { ChargeOrder } from '../core/charge-order.js';
import type { Disbelief, NewsOutcome } from '../core/order-news.js';

/** How long one event may talk to the provider, in milliseconds; the message's lock is held for 60 s. */
const providerBudgetMs = 8000;

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

const newsIn = ({ id, data, traceparent }: OrderEvent) => ({ eventId: id, order: data.order, traceparent });

function refuseDisbelieved({ data: { order } }: OrderEvent, outcome: NewsOutcome): void {
  if (outcome !== 'handled') throw new DeadLetter(outcome, reasons[outcome](order));
}

const reasons: Record<Disbelief, (order: Order) => string> = {
  'unknown-order': ({ id }) => `order-service knows no order ${id}.`,
  'amount-mismatch': ({ id, total: { amount, currency }, userId }) =>
    `Order ${id} is known with another total than ${amount} ${currency}, or as another customer's than ${userId}'s.`,
  'illegal-state': ({ id, status }) => `order-service does not hold order ${id} for ${status}, as this event does.`,
};
