import type { Notification } from '@causeway/data-model';
import type { Notifications, Position } from './ports.js';

/** A user's own notifications, newest first. */
export class ListNotifications {
  readonly #notifications: Notifications;

  constructor(notifications: Notifications) {
    this.#notifications = notifications;
  }

  execute(userId: string, limit: number, after?: Position): Promise<{ items: Notification[]; last: Position | null }> {
    return this.#notifications.list(userId, limit, after);
  }
}
