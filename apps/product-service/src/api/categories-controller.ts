import { createHash } from 'node:crypto';
import { Access } from '@causeway/auth/nest';
import type { Category, Page } from '@causeway/data-model';
import { matchesNone } from '@causeway/runtime/http';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { listCategories } from '../core/list-categories.js';
import type { Listings } from '../core/ports.js';
import { LISTINGS } from './ports.js';

@Controller('v1/categories')
export class CategoriesController {
  constructor(@Inject(LISTINGS) private readonly listings: Listings) {}

  /** All of them on one page: a shop has few. */
  @Get()
  @Access('anyone')
  async list(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<Category> | undefined> {
    const items = await listCategories(this.listings);
    const etag = `"${createHash('sha256').update(JSON.stringify(items)).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', etag);
    if (matchesNone(known, etag)) return { items, nextCursor: null };
    reply.status(304);
    return undefined;
  }
}
