import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import {
  login,
  type Registration,
  refresh,
  registration,
  type ServiceToken,
  serviceTokenRequest,
  type Tokens,
  type User,
} from '@causeway/data-model';
import { Body, Controller, Header, HttpCode, Ip, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type * as z from 'zod';
import { type KeyHolder } from '../core/api-keys.js';
import { IssueServiceToken } from '../core/issue-service-token.js';
import { LogIn } from '../core/log-in.js';
import { LogOut } from '../core/log-out.js';
import { RefreshSession } from '../core/refresh-session.js';
import { RegisterUser } from '../core/register-user.js';
import { CurrentKeyHolder } from './api-key-guard.js';

@Controller('v1/auth')
export class AuthController {
  readonly #registerUser: RegisterUser;
  readonly #logIn: LogIn;
  readonly #refreshSession: RefreshSession;
  readonly #logOut: LogOut;
  readonly #issueServiceToken: IssueServiceToken;

  constructor(
    registerUser: RegisterUser,
    logIn: LogIn,
    refreshSession: RefreshSession,
    logOut: LogOut,
    issueServiceToken: IssueServiceToken,
  ) {
    this.#registerUser = registerUser;
    this.#logIn = logIn;
    this.#refreshSession = refreshSession;
    this.#logOut = logOut;
    this.#issueServiceToken = issueServiceToken;
  }

  @Access('anyone')
  @Post('register')
  async register(
    @Body({ schema: registration }) body: Registration,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<User> {
    const user = await this.#registerUser.run(body);
    reply.header('location', '/v1/me');
    return user;
  }

  // Answers with tokens are never kept by caches (RFC 6749, section 5.1).
  @Access('anyone')
  @Post('login')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  logIn(@Body({ schema: login }) body: z.infer<typeof login>, @Ip() address: string): Promise<Tokens> {
    return this.#logIn.run({ ...body, address });
  }

  @Access('anyone')
  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  refresh(@Body({ schema: refresh }) { refreshToken }: z.infer<typeof refresh>): Promise<Tokens> {
    return this.#refreshSession.run(refreshToken);
  }

  @Access('owner')
  @Post('logout')
  @HttpCode(204)
  logOut(
    @CurrentPrincipal() { userId, sessionId }: UserPrincipal,
    @Body({ schema: refresh }) { refreshToken }: z.infer<typeof refresh>,
  ): Promise<void> {
    return this.#logOut.run({ id: sessionId, userId }, refreshToken);
  }

  @Access('key-holder')
  @RouteConfig({ apiKey: true })
  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  token(
    @CurrentKeyHolder() holder: KeyHolder,
    @Body({ schema: serviceTokenRequest }) { audience }: z.infer<typeof serviceTokenRequest>,
  ): ServiceToken {
    return this.#issueServiceToken.run(holder, audience);
  }
}
