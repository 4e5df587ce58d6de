import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type Erasure, notFound, type PersonalExport, passwordChange, type User } from '@causeway/data-model';
import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Ip, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type * as z from 'zod';
import { userOf } from '../core/account.js';
import { ChangePassword } from '../core/change-password.js';
import { EraseAccount } from '../core/erase-account.js';
import { ExportPersonalData } from '../core/export-personal-data.js';
import { type Users } from '../core/users.js';
import { USERS } from './ports.js';

@Controller('v1/me')
export class MeController {
  readonly #users: Users;
  readonly #changePassword: ChangePassword;
  readonly #eraseAccount: EraseAccount;
  readonly #exportPersonalData: ExportPersonalData;

  constructor(
    @Inject(USERS) users: Users,
    changePassword: ChangePassword,
    eraseAccount: EraseAccount,
    exportPersonalData: ExportPersonalData,
  ) {
    this.#users = users;
    this.#changePassword = changePassword;
    this.#eraseAccount = eraseAccount;
    this.#exportPersonalData = exportPersonalData;
  }

  @Access('owner')
  @Get()
  async me(@CurrentPrincipal() { userId }: UserPrincipal): Promise<User> {
    const account = await this.#users.byId(userId);
    if (account === undefined) throw notFound('The account');
    return userOf(account);
  }

  @Access('owner')
  @Delete()
  @HttpCode(202)
  async erase(
    @CurrentPrincipal() { userId }: UserPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Erasure> {
    const erasure = await this.#eraseAccount.run(userId);
    reply.header('location', `/v1/erasures/${erasure.id}`);
    return erasure;
  }

  @Access('owner')
  @Get('export')
  @Header('content-disposition', 'attachment; filename="causeway-personal-data.json"')
  @Header('cache-control', 'no-store')
  export(@CurrentPrincipal() { userId }: UserPrincipal): Promise<PersonalExport> {
    return this.#exportPersonalData.run(userId);
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
