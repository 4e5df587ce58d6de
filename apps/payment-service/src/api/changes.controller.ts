import { Access } from '@causeway/auth/nest';
import { Controller, Get, Query } from '@nestjs/common';
import * as z from 'zod';
import { ListChanges } from '../core/list-changes.js';

const changesQuery = z.strictObject({
  after: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
type ChangesQuery = z.infer<typeof changesQuery>;

/** What this service holds, for the comparison with its projection. */
@Controller('internal/changes')
export class ChangesController {
  constructor(private readonly changes: ListChanges) {}

  @Get()
  @Access('service')
  list(@Query({ schema: changesQuery }) { after, limit }: ChangesQuery) {
    return this.changes.list(after, limit);
  }
}
