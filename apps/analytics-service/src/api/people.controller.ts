import { Access } from '@causeway/auth/nest';
import type { PersonalData } from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type Customers } from '../core/ports.js';
import { CUSTOMERS } from './tokens.js';

/** What this service keeps about a person, for their copy of it: one page. */
@Controller('internal/people')
export class PeopleController {
  readonly #customers: Customers;

  constructor(@Inject(CUSTOMERS) customers: Customers) {
    this.#customers = customers;
  }

  @Access('service')
  @Get(':id/data')
  async list(@Param('id', idOf('The person')) userId: string): Promise<PersonalData> {
    const data = await this.#customers.dataOf(userId);
    return { items: data === undefined ? [] : [{ kind: 'analytics', data }], nextCursor: null };
  }
}
