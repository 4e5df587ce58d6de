import { erasedName } from '@causeway/data-model';
import { noteErased, type SqlStore } from '@causeway/stores/sql';
import type { Recipients } from '../core/ports.js';
import { points } from './failpoints.js';
import type { Tables } from './sql-notifications.js';

const perStep = 100;

/** Recipients in SQL: their id in the rows of their notifications, and nowhere else. */
export class SqlRecipients implements Recipients {
  readonly #store: SqlStore<Tables>;

  constructor(store: SqlStore<Tables>) {
    this.#store = store;
  }

  async note(userId: string, at: Date): Promise<void> {
    await this.#store.transaction(points['erasure-noted'], (trx) => noteErased(this.#store.dialect, trx, userId, at));
  }

  async notificationsOf(userId: string): Promise<{ id: string; orderId: string; template: string }[]> {
    const theirs = this.#store.db
      .selectFrom('notifications')
      .select(['id', 'order_id as orderId', 'template'])
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('id');
    return this.#store.dialect.page(theirs, perStep).execute();
  }

  async forget(userId: string, ids: readonly string[]): Promise<void> {
    await this.#store.write(points['recipient-erased'], (db) =>
      db
        .updateTable('notifications')
        .set({ user_id: erasedName(userId) })
        .where('id', 'in', ids)
        .execute(),
    );
  }
}
