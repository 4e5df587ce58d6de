import { Access } from '@causeway/auth/nest';
import { type PersonalData, personalDataQuery } from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type * as z from 'zod';
import { ReadPersonalData } from '../core/read-personal-data.js';
import { CURSORS } from './tokens.js';

/** What this service keeps about people, for the copy that somebody asks for. */
@Controller('internal/people')
export class PeopleController {
  readonly #read: ReadPersonalData;
  readonly #cursors: Cursors;

  constructor(read: ReadPersonalData, @Inject(CURSORS) cursors: Cursors) {
    this.#read = read;
    this.#cursors = cursors;
  }

  @Get(':id/data')
  @Access('service')
  async data(
    @Param('id', idOf('The person')) id: string,
    @Query({ schema: personalDataQuery }) { after }: z.infer<typeof personalDataQuery>,
  ): Promise<PersonalData> {
    const scope = ['/internal/people/data', id];
    const from = after === undefined ? undefined : this.#cursors.open(after, scope, 'after');
    const { items, position } = await this.#read.execute(id, from);
    return { items, nextCursor: position === undefined ? null : this.#cursors.seal(position, scope) };
  }
}
