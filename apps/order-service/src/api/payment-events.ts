import type { CloudEvent } from '@causeway/data-model';
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

/** What payment-service says. Every event carries the payment's whole state, so one handler is enough. */
@Controller()
export class PaymentEvents {
  readonly #apply: ApplyPayment;

  constructor(apply: ApplyPayment) {
    this.#apply = apply;
  }

  @EventPattern<string[]>(paymentEvents)
  async changed(@Payload() { id, data }: CloudEvent<PaymentEventType>): Promise<void> {
    deadLetterIf(await this.#apply.execute(id, data.payment));
  }
}
