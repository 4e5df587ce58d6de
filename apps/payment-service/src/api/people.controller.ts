import { Access } from '@causeway/auth/nest';
import { type PersonalData, personalDataQuery } from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, Param, Query } from '@nestjs/common';
import * as z from 'zod';
import { ListPersonalData } from '../core/list-personal-data.js';

/** What this service keeps about a person, for their copy of it. */
@Controller('internal/people')
export class PeopleController {
  constructor(private readonly data: ListPersonalData) {}

  @Get(':id/data')
  @Access('service')
  list(
    @Param('id', idOf('The person')) userId: string,
    @Query({ schema: personalDataQuery }) { after }: z.infer<typeof personalDataQuery>,
  ): Promise<PersonalData> {
    return this.data.execute(userId, after);
  }
}
