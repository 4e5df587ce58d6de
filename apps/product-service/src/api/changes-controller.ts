import { Access } from '@causeway/auth/nest';
import type { ChangeItem, Page } from '@causeway/data-model';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import * as z from 'zod';
import { listChanges } from '../core/list-changes.js';
import type { Listings, Products } from '../core/ports.js';
import { LISTINGS, PRODUCTS } from './ports.js';

const changesQuery = z.strictObject({
  after: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
type ChangesQuery = z.infer<typeof changesQuery>;

/** What this service holds, for the comparison with its projection. */
@Controller('internal/changes')
export class ChangesController {
  constructor(
    @Inject(PRODUCTS) private readonly products: Products,
    @Inject(LISTINGS) private readonly listings: Listings,
  ) {}

  @Get()
  @Access('service')
  list(@Query({ schema: changesQuery }) { after, limit }: ChangesQuery): Promise<Page<ChangeItem>> {
    return listChanges({ products: this.products, listings: this.listings }, after ?? null, limit);
  }
}
