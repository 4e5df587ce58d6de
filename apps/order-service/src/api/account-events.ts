import type { CloudEvent } from '@causeway/data-model';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ForgetPerson } from '../core/forget-person.js';
import { deadLetterIf } from './dead-letters.js';

/**
 * What identity-service says of accounts.
 *
 * Trusted: nothing. Asked of identity-service before anything is erased: whether this account was.
 */
@Controller()
export class AccountEvents {
  readonly #forget: ForgetPerson;

  constructor(forget: ForgetPerson) {
    this.#forget = forget;
  }

  @EventPattern<string>('shop.account.erased.v1')
  async erased(@Payload() event: CloudEvent<'shop.account.erased.v1'>): Promise<void> {
    deadLetterIf(await this.#forget.execute(event.data.account.id));
  }
}
