import type { CloudEvent, Disproof } from '@causeway/data-model';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { AlertOnCall } from '../core/alert-on-call.js';
import { NotifyCustomer } from '../core/notify-customer.js';

type Notifying =
  | 'shop.order.paid.v1'
  | 'shop.order.payment_failed.v1'
  | 'shop.order.cancelled.v1'
  | 'shop.order.partially_refunded.v1'
  | 'shop.order.refunded.v1'
  | 'shop.order.fulfilled.v1';

const notifying: Notifying[] = [
  'shop.order.paid.v1',
  'shop.order.payment_failed.v1',
  'shop.order.cancelled.v1',
  'shop.order.partially_refunded.v1',
  'shop.order.refunded.v1',
  'shop.order.fulfilled.v1',
];

/**
 * Whom events are told to.
 *
 * Trusted: nothing. This service has no record of orders or payments; where an event would send a letter or a text, the
 * service it says it comes from is asked whether it is so. Addresses come from identity-service alone.
 */
@Controller()
export class EventsController {
  readonly #customers: NotifyCustomer;
  readonly #onCall: AlertOnCall;

  constructor(customers: NotifyCustomer, onCall: AlertOnCall) {
    this.#customers = customers;
    this.#onCall = onCall;
  }

  @EventPattern<string[]>(notifying)
  async orderChanged(@Payload() event: CloudEvent<Notifying>): Promise<void> {
    refuse(await this.#customers.execute(event, event.data.order, currentTraceparent()));
  }

  @EventPattern<string>('shop.payment.review_needed.v1')
  async reviewNeeded(@Payload() event: CloudEvent<'shop.payment.review_needed.v1'>): Promise<void> {
    refuse(await this.#onCall.execute(event));
  }
}

function refuse(disproof: Disproof | undefined): void {
  if (disproof !== undefined) throw new DeadLetter(disproof.refused, `${disproof.description}.`);
}
