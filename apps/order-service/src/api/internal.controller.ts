import { Access } from '@causeway/auth/nest';
import { type ChangeItem, type ChangesQuery, changesQuery, type Page } from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { FenceOrder } from '../core/fence-order.js';
import { ListChanges } from '../core/list-changes.js';
import { CURSORS } from './tokens.js';

const scope = ['/internal/changes'];

/** What other services ask, never through the gateway. */
@Controller('internal')
export class InternalController {
  readonly #fence: FenceOrder;
  readonly #changes: ListChanges;
  readonly #cursors: Cursors;

  constructor(fence: FenceOrder, changes: ListChanges, @Inject(CURSORS) cursors: Cursors) {
    this.#fence = fence;
    this.#changes = changes;
    this.#cursors = cursors;
  }

  @Post('orders/:id/fence')
  @HttpCode(200)
  @Access('service')
  fence(@Param('id', idOf('The order')) id: string): Promise<{ placed: boolean }> {
    return this.#fence.execute(id);
  }

  @Get('changes')
  @Access('service')
  async changes(
    @Query({ schema: changesQuery }) { after, limit, since, ids }: ChangesQuery,
  ): Promise<Page<ChangeItem>> {
    if (ids !== undefined) return { items: await this.#changes.byIds(ids), nextCursor: null };
    const whose = [...scope, since ?? ''];
    const from = after === undefined ? undefined : this.#cursors.open(after, whose, 'after');
    const { items, position } = await this.#changes.execute(limit, from, since);
    return { items, nextCursor: position === undefined ? null : this.#cursors.seal(position, whose) };
  }
}
