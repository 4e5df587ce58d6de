import { Access } from '@causeway/auth/nest';
import { type ChangeItem, type ChangesQuery, changesQuery, isId, type Page } from '@causeway/data-model';
import { notACursor } from '@causeway/runtime/cursors';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { changesOf, listChanges } from '../core/list-changes.js';
import type { Listings, Products } from '../core/ports.js';
import { LISTINGS, PRODUCTS } from './ports.js';

/** What this service holds, for the comparison with its projection. */
@Controller('internal/changes')
export class ChangesController {
  constructor(
    @Inject(PRODUCTS) private readonly products: Products,
    @Inject(LISTINGS) private readonly listings: Listings,
  ) {}

  @Get()
  @Access('service')
  list(@Query({ schema: changesQuery }) { after, limit, since, ids }: ChangesQuery): Promise<Page<ChangeItem>> {
    if (ids !== undefined) return changesOf(this.products, ids);
    if (after !== undefined && !isId(after)) throw notACursor('after');
    return listChanges({ products: this.products, listings: this.listings }, { after: after ?? null, limit, since });
  }
}
