import type { CloudEvent } from '@causeway/data-model';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ForgetCustomer } from '../core/forget-customer.js';

/**
 * Who wants to be forgotten.
 *
 * Trusted: nothing. identity-service is asked whether it has erased the account before anything is.
 */
@Controller()
export class AccountEventsController {
  readonly #customers: ForgetCustomer;

  constructor(customers: ForgetCustomer) {
    this.#customers = customers;
  }

  @EventPattern<string>('shop.account.erased.v1')
  async erased(@Payload() event: CloudEvent<'shop.account.erased.v1'>): Promise<void> {
    if (!(await this.#customers.execute(event)))
      throw new DeadLetter('contradiction', `identity-service has not erased account ${event.data.account.id}.`);
  }
}
