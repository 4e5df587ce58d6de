import type { DatabaseSync } from 'node:sqlite';
import type { Books, Deliveries, Delivery } from '../core/ports.js';
import type { StripeEvent } from '../core/stripe-objects.js';
import { type Row, sqlitePages } from './sqlite-shelf.js';

/** Events, each in one row with the state of its webhook: `due_at` is null when there is nothing more to deliver. */
export function sqliteEvents(file: DatabaseSync, { isHeard }: { isHeard: boolean }): Books['events'] {
  const add = file.prepare('INSERT INTO events (id, intent, body, due_at, give_up_at) VALUES (?, ?, ?, ?, ?)');
  const rows = sqlitePages(file, 'events');
  const parse = ({ body, due_at }: Row): StripeEvent => ({
    ...JSON.parse(body),
    pending_webhooks: due_at === null ? 0 : 1,
  });
  return {
    find: (id) => {
      const row = rows.find(id);
      return row === undefined ? undefined : parse(row);
    },
    page: (query) => rows.page(query, parse),
    add: (event, now, giveUpAt) => {
      add.run(event.id, intentOf(event), JSON.stringify(event), isHeard ? now : null, giveUpAt);
    },
  };
}

const intentOf = ({ data: { object } }: StripeEvent): string =>
  object.object === 'payment_intent' ? object.id : object.payment_intent;

export function sqliteDeliveries(file: DatabaseSync): Deliveries {
  const due = file.prepare(
    `SELECT id AS eventId, body, attempts, give_up_at AS giveUpAt FROM events
     WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?`,
  );
  const next = file.prepare('SELECT min(due_at) AS at FROM events WHERE due_at > ?');
  const succeeded = file.prepare(
    'UPDATE events SET due_at = NULL, delivered_at = ?, attempts = attempts + 1, failure = NULL WHERE id = ?',
  );
  const failed = file.prepare('UPDATE events SET due_at = ?, attempts = attempts + 1, failure = ? WHERE id = ?');
  const again = file.prepare(
    'UPDATE events SET due_at = ?, give_up_at = ?, delivered_at = NULL, attempts = 0 WHERE id = ?',
  );
  return {
    // The statement names exactly the fields of Delivery.
    due: (now, limit) => due.all(now, limit) as Delivery[],
    nextAfter: (now) => timeIn(next.get(now)?.at),
    succeeded: (eventId, at) => void succeeded.run(at, eventId),
    failed: (eventId, retryAt, why) => void failed.run(retryAt ?? null, why, eventId),
    again: (eventId, at, giveUpAt) => void again.run(at, giveUpAt, eventId),
  };
}

export const timeIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
