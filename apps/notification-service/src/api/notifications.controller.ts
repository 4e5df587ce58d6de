import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type Notification, notificationQuery, type Page } from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import * as z from 'zod';
import { ListNotifications } from '../core/list-notifications.js';
import { CURSORS } from './tokens.js';

const position = z.strictObject({ createdAt: z.string(), id: z.string() });

@Controller('v1/notifications')
export class NotificationsController {
  readonly #notifications: ListNotifications;
  readonly #cursors: Cursors;

  constructor(notifications: ListNotifications, @Inject(CURSORS) cursors: Cursors) {
    this.#notifications = notifications;
    this.#cursors = cursors;
  }

  @Access('owner')
  @Get()
  async list(
    @Query({ schema: notificationQuery }) { limit, cursor }: z.infer<typeof notificationQuery>,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ): Promise<Page<Notification>> {
    const scope = ['/v1/notifications', userId];
    const after = cursor === undefined ? undefined : position.parse(this.#cursors.open(cursor, scope));
    const { items, last } = await this.#notifications.execute(userId, limit, after);
    return { items, nextCursor: last === null ? null : this.#cursors.seal(last, scope) };
  }
}
