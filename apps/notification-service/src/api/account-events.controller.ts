import type { CloudEvent } from '@causeway/data-model';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ForgetRecipient } from '../core/forget-recipient.js';

/**
 * Who wants to be forgotten.
 *
 * Trusted: nothing. identity-service is asked whether it has erased the account before anything is.
 */
@Controller()
export class AccountEventsController {
  readonly #recipients: ForgetRecipient;

  constructor(recipients: ForgetRecipient) {
    this.#recipients = recipients;
  }

  @EventPattern<string>('shop.account.erased.v1')
  async erased(@Payload() { data: { account } }: CloudEvent<'shop.account.erased.v1'>): Promise<void> {
    if (!(await this.#recipients.execute(account.id)))
      throw new DeadLetter('contradiction', `identity-service has not erased account ${account.id}.`);
  }
}
