import type { CloudEvent, Notification } from '@causeway/data-model';
import { firstTime, type InboxTables } from '@causeway/messaging/inbox';
import { type OutboxTables, outboxAdd, type Relay } from '@causeway/messaging/outbox';
import { type ErasedPeopleTables, insertIfAbsent, nameHere, type SqlStore } from '@causeway/stores/sql';
import type { Draft, Notifications, Position } from '../core/ports.js';
import { points } from './failpoints.js';
import type { NotificationTables } from './notification-tables.js';

export type Tables = NotificationTables & InboxTables & OutboxTables & ErasedPeopleTables;
type Row = NotificationTables['notifications'];

/** Notifications in SQL: one row per event, for ever; being sent, inbox and outbox change in one transaction. */
export class SqlNotifications implements Notifications {
  readonly #store: SqlStore<Tables>;
  readonly #relay: Relay;

  constructor(store: SqlStore<Tables>, relay: Relay) {
    this.#store = store;
    this.#relay = relay;
  }

  async record(draft: Draft, at: Date): Promise<Notification & { userId: string }> {
    const row = await this.#store.transaction(points.recorded, async (trx) => {
      await insertIfAbsent(this.#store.dialect, trx, 'notifications', {
        id: draft.id,
        user_id: await nameHere(this.#store.dialect, trx, draft.userId),
        order_id: draft.orderId,
        event_id: draft.eventId,
        template: draft.template,
        channel: draft.channel,
        status: 'pending',
        message_id: draft.messageId,
        created_at: at.toISOString(),
        sent_at: null,
        schema_version: 1,
      });
      return trx
        .selectFrom('notifications')
        .selectAll()
        .where('event_id', '=', draft.eventId)
        .executeTakeFirstOrThrow();
    });
    return { ...fromRow(row), userId: row.user_id };
  }

  async markSent(id: string, at: Date, sent: CloudEvent<'shop.notification.sent.v1'>): Promise<void> {
    const first = await this.#store.transaction(points['marked-sent'], async (trx) => {
      if (!(await firstTime(this.#store.dialect, trx, { id: sent.data.notification.eventId, fingerprint: null }, at)))
        return false;
      await trx
        .updateTable('notifications')
        .set({ status: 'sent', sent_at: at.toISOString() })
        .where('id', '=', id)
        .execute();
      await outboxAdd(trx, sent, at);
      return true;
    });
    if (first) await this.#relay.publish([sent]);
  }

  async markFailed(id: string): Promise<void> {
    await this.#store.write(points['marked-failed'], (db) =>
      db
        .updateTable('notifications')
        .set({ status: 'failed' })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .execute(),
    );
  }

  async list(
    userId: string,
    limit: number,
    after?: Position,
  ): Promise<{ items: Notification[]; last: Position | null }> {
    let query = this.#store.db.selectFrom('notifications').selectAll().where('user_id', '=', userId);
    if (after !== undefined) {
      query = query.where(({ eb, or, and }) =>
        or([
          eb('created_at', '<', after.createdAt),
          and([eb('created_at', '=', after.createdAt), eb('id', '<', after.id)]),
        ]),
      );
    }
    const newestFirst = query.orderBy('created_at', 'desc').orderBy('id', 'desc');
    // One more than asked for tells whether there is another page.
    const rows = await this.#store.dialect.page(newestFirst, limit + 1).execute();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { items: page.map(fromRow), last: more ? { createdAt: last.created_at, id: last.id } : null };
  }
}

const fromRow = (row: Row): Notification => ({
  id: row.id,
  orderId: row.order_id,
  eventId: row.event_id,
  template: row.template,
  channel: row.channel,
  status: row.status,
  messageId: row.message_id,
  sentAt: row.sent_at,
});
