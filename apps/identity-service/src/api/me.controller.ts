import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { notFound, type User } from '@causeway/data-model';
import { Controller, Get, Inject } from '@nestjs/common';
import { userOf } from '../core/account.js';
import { type Users } from '../core/users.js';
import { USERS } from './ports.js';

@Controller('v1/me')
export class MeController {
  readonly #users: Users;

  constructor(@Inject(USERS) users: Users) {
    this.#users = users;
  }

  @Access('user')
  @Get()
  async me(@CurrentPrincipal() { userId }: UserPrincipal): Promise<User> {
    const account = await this.#users.byId(userId);
    if (account === undefined) throw notFound('The account');
    return userOf(account);
  }
}
