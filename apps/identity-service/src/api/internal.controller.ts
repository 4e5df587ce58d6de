import { Access } from '@causeway/auth/nest';
import { isId, notFound, type RevokedSessions, text, type User } from '@causeway/data-model';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import * as z from 'zod';
import { userOf } from '../core/account.js';
import { type Sessions } from '../core/sessions.js';
import { type Surroundings } from '../core/surroundings.js';
import { type Users } from '../core/users.js';
import { SESSIONS, SURROUNDINGS, USERS } from './ports.js';

const revokedSessionsQuery = z.strictObject({ after: text(0, 100).optional() });

/** What other services ask, never through the gateway. */
@Controller('internal')
export class InternalController {
  readonly #users: Users;
  readonly #sessions: Sessions;
  readonly #surroundings: Surroundings;

  constructor(
    @Inject(USERS) users: Users,
    @Inject(SESSIONS) sessions: Sessions,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
  ) {
    this.#users = users;
    this.#sessions = sessions;
    this.#surroundings = surroundings;
  }

  @Access('service')
  @Get('users/:id')
  async user(@Param('id') id: string): Promise<User> {
    const account = isId(id) ? await this.#users.byId(id) : undefined;
    if (account === undefined) throw notFound('The user');
    return userOf(account);
  }

  @Access('service')
  @Get('revoked-sessions')
  revokedSessions(
    @Query({ schema: revokedSessionsQuery }) { after }: z.infer<typeof revokedSessionsQuery>,
  ): Promise<RevokedSessions> {
    return this.#sessions.endedSince(after, this.#surroundings.now());
  }
}
