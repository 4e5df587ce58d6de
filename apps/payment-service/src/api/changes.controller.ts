import { Access } from '@causeway/auth/nest';
import { type ChangesQuery, changesQuery } from '@causeway/data-model';
import { Controller, Get, Query } from '@nestjs/common';
import { ListChanges } from '../core/list-changes.js';

/** What this service holds, for the comparison with its projection. */
@Controller('internal/changes')
export class ChangesController {
  constructor(private readonly changes: ListChanges) {}

  @Get()
  @Access('service')
  list(@Query({ schema: changesQuery }) { after, limit, since, ids }: ChangesQuery) {
    return ids === undefined ? this.changes.list(after, limit, since) : this.changes.byIds(ids);
  }
}
