import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { notFound, passwordChange, type User } from '@causeway/data-model';
import { Body, Controller, Get, HttpCode, Inject, Ip, Post } from '@nestjs/common';
import type * as z from 'zod';
import { userOf } from '../core/account.js';
import { ChangePassword } from '../core/change-password.js';
import { type Users } from '../core/users.js';
import { USERS } from './ports.js';

@Controller('v1/me')
export class MeController {
  readonly #users: Users;
  readonly #changePassword: ChangePassword;

  constructor(@Inject(USERS) users: Users, changePassword: ChangePassword) {
    this.#users = users;
    this.#changePassword = changePassword;
  }

  @Access('owner')
  @Get()
  async me(@CurrentPrincipal() { userId }: UserPrincipal): Promise<User> {
    const account = await this.#users.byId(userId);
    if (account === undefined) throw notFound('The account');
    return userOf(account);
  }

  @Access('owner')
  @Post('password')
  @HttpCode(204)
  changePassword(
    @CurrentPrincipal() { userId, sessionId }: UserPrincipal,
    @Body({ schema: passwordChange }) body: z.infer<typeof passwordChange>,
    @Ip() address: string,
  ): Promise<void> {
    return this.#changePassword.run({ id: sessionId, userId }, { ...body, address });
  }
}
