import type { DatabaseSync } from 'node:sqlite';
import type { Books, KeptAnswer, KeptAnswers, Timers } from '../core/ports.js';
import type { Charge, PaymentIntent, Refund } from '../core/stripe-objects.js';
import { sqliteDeliveries, sqliteEvents, timeIn } from './sqlite-events.js';
import { sqliteShelf } from './sqlite-shelf.js';

/** Everything that is kept, in one file. `isHeard`: somebody listens to webhooks. */
export function sqliteBooks(file: DatabaseSync, settings: { isHeard: boolean }): Books {
  const note = file.prepare('INSERT OR IGNORE INTO first_failures (subject) VALUES (?)');
  return {
    intents: sqliteShelf<PaymentIntent>(file, 'payment_intents', ({ id }) => id),
    charges: sqliteShelf<Charge>(file, 'charges', ({ payment_intent }) => payment_intent),
    refunds: sqliteShelf<Refund>(file, 'refunds', ({ payment_intent }) => payment_intent),
    events: sqliteEvents(file, settings),
    deliveries: sqliteDeliveries(file),
    answers: sqliteAnswers(file),
    timers: sqliteTimers(file),
    isFirst: (subject) => note.run(subject).changes === 1,
  };
}

function sqliteAnswers(file: DatabaseSync): KeptAnswers {
  const find = file.prepare(
    `SELECT fingerprint, request_id AS requestId, status, body, kept_at AS keptAt FROM idempotency_keys WHERE key = ?`,
  );
  const put = file.prepare('INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?, ?)');
  const drop = file.prepare('DELETE FROM idempotency_keys WHERE kept_at <= ?');
  return {
    // The statement names exactly the fields of KeptAnswer.
    find: (key) => find.get(key) as KeptAnswer | undefined,
    put: (key, { fingerprint, requestId, status, body, keptAt }) =>
      void put.run(key, fingerprint, requestId, status, body, keptAt),
    dropUntil: (time) => void drop.run(time),
  };
}

function sqliteTimers(file: DatabaseSync): Timers {
  const set = file.prepare('INSERT INTO timers VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at');
  const clear = file.prepare('DELETE FROM timers WHERE id = ?');
  const due = file.prepare('SELECT id FROM timers WHERE due_at <= ? ORDER BY due_at LIMIT ?');
  const next = file.prepare('SELECT min(due_at) AS at FROM timers');
  return {
    set: (id, at) => void set.run(id, at),
    clear: (id) => void clear.run(id),
    due: (now, limit) => due.all(now, limit).map(({ id }) => String(id)),
    next: () => timeIn(next.get()?.at),
  };
}
