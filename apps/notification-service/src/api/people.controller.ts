import { Access } from '@causeway/auth/nest';
import { type PersonalData, personalDataQuery } from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import * as z from 'zod';
import { ListNotifications } from '../core/list-notifications.js';
import { CURSORS } from './tokens.js';

const position = z.strictObject({ createdAt: z.string(), id: z.string() });
const pageSize = 100;

/** What this service keeps about a person, for their copy of it. */
@Controller('internal/people')
export class PeopleController {
  readonly #notifications: ListNotifications;
  readonly #cursors: Cursors;

  constructor(notifications: ListNotifications, @Inject(CURSORS) cursors: Cursors) {
    this.#notifications = notifications;
    this.#cursors = cursors;
  }

  @Access('service')
  @Get(':id/data')
  async list(
    @Param('id', idOf('The person')) userId: string,
    @Query({ schema: personalDataQuery }) { after }: z.infer<typeof personalDataQuery>,
  ): Promise<PersonalData> {
    const scope = ['people', userId];
    const from = after === undefined ? undefined : position.parse(this.#cursors.open(after, scope, 'after'));
    const { items, last } = await this.#notifications.execute(userId, pageSize, from);
    return {
      items: items.map((notification) => ({ kind: 'notifications', data: notification })),
      nextCursor: last === null ? null : this.#cursors.seal(last, scope),
    };
  }
}
