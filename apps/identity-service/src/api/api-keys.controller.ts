import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import {
  type ApiKey,
  apiKeyQuery,
  type CreatedApiKey,
  type NewApiKey,
  newApiKey,
  type Page,
} from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type * as z from 'zod';
import { type ApiKeys } from '../core/api-keys.js';
import { CreateApiKey } from '../core/create-api-key.js';
import { RevokeApiKey } from '../core/revoke-api-key.js';
import { API_KEYS, CURSORS } from './ports.js';

/** Keys of partners. Those of services come with the deployment and are not seen here. */
@Controller('v1/api-keys')
export class ApiKeysController {
  readonly #create: CreateApiKey;
  readonly #revoke: RevokeApiKey;
  readonly #apiKeys: ApiKeys;
  readonly #cursors: Cursors;

  constructor(
    create: CreateApiKey,
    revoke: RevokeApiKey,
    @Inject(API_KEYS) apiKeys: ApiKeys,
    @Inject(CURSORS) cursors: Cursors,
  ) {
    this.#create = create;
    this.#revoke = revoke;
    this.#apiKeys = apiKeys;
    this.#cursors = cursors;
  }

  @Access('admin')
  @Post()
  @Header('cache-control', 'no-store')
  create(
    @CurrentPrincipal() { userId }: UserPrincipal,
    @Body({ schema: newApiKey }) body: NewApiKey,
  ): Promise<CreatedApiKey> {
    return this.#create.run(body, userId);
  }

  @Access('admin')
  @Get()
  async list(
    @CurrentPrincipal() { userId }: UserPrincipal,
    @Query({ schema: apiKeyQuery }) { limit, cursor }: z.infer<typeof apiKeyQuery>,
  ): Promise<Page<ApiKey>> {
    const scope = ['/v1/api-keys', userId];
    const after = cursor === undefined ? undefined : String(this.#cursors.open(cursor, scope));
    const { items, position } = await this.#apiKeys.list(limit, after);
    return { items, nextCursor: position === undefined ? null : this.#cursors.seal(position, scope) };
  }

  @Access('admin')
  @Delete(':id')
  @HttpCode(204)
  revoke(@CurrentPrincipal() { userId }: UserPrincipal, @Param('id', idOf('The API key')) id: string): Promise<void> {
    return this.#revoke.run(id, userId);
  }
}
