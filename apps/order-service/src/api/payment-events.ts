import type { CloudEvent } from '@causeway/data-model';
import { entryOf } from '@causeway/messaging/inbox';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ApplyPayment } from '../core/apply-payment.js';
import { deadLetterIf } from './dead-letters.js';

type PaymentEventType =
  | 'shop.payment.captured.v1'
  | 'shop.payment.declined.v1'
  | 'shop.payment.action_required.v1'
  | 'shop.payment.cancelled.v1'
  | 'shop.payment.refunded.v1'
  | 'shop.payment.review_needed.v1';

const paymentEvents: PaymentEventType[] = [
  'shop.payment.captured.v1',
  'shop.payment.declined.v1',
  'shop.payment.action_required.v1',
  'shop.payment.cancelled.v1',
  'shop.payment.refunded.v1',
  'shop.payment.review_needed.v1',
];

/**
 * What payment-service says. Every event carries the payment's whole state, so one handler is enough.
 *
 * Trusted: nothing. Checked against the order: that it is known, the amount, the currency, the customer, what can follow
 * from its state. Checked against payment-service: that there is this payment in this state, of this order.
 */
@Controller()
export class PaymentEvents {
  readonly #apply: ApplyPayment;

  constructor(apply: ApplyPayment) {
    this.#apply = apply;
  }

  @EventPattern<string[]>(paymentEvents)
  async changed(@Payload() event: CloudEvent<PaymentEventType>): Promise<void> {
    deadLetterIf(await this.#apply.execute(entryOf(event), event.data.payment));
  }
}
