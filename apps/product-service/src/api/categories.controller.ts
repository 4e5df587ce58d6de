import { createHash } from 'node:crypto';
import { Access } from '@causeway/auth/nest';
import { type Category, categoryQuery, type Page } from '@causeway/data-model';
import type { Cursors } from '@causeway/runtime/cursors';
import { matchesNone } from '@causeway/runtime/http';
import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type * as z from 'zod';
import { listCategories } from '../core/list-categories.js';
import type { Listings } from '../core/ports.js';
import { CURSORS, LISTINGS } from './ports.js';

const scope = ['/v1/categories'];

@Controller('v1/categories')
export class CategoriesController {
  constructor(
    @Inject(LISTINGS) private readonly listings: Listings,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Get()
  @Access('anyone')
  async list(
    @Query({ schema: categoryQuery }) { limit, cursor }: z.infer<typeof categoryQuery>,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<Category> | undefined> {
    const after = cursor === undefined ? '' : String(this.cursors.open(cursor, scope));
    const { items, next } = await listCategories(this.listings, { limit, after });
    const page = { items, nextCursor: next === null ? null : this.cursors.seal(next, scope) };
    const etag = `"${createHash('sha256').update(JSON.stringify(page)).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', etag);
    if (matchesNone(known, etag)) return page;
    reply.status(304);
    return undefined;
  }
}
