import { type CloudEvent, unavailable } from '@causeway/data-model';
import { fleetingDatabase, testServer } from '@causeway/engines';
import { type Publisher, sqlRelay } from '@causeway/messaging/outbox';
import { migrate, openSql } from '@causeway/stores/sql';
import { anOrder, aPoint } from '@causeway/testing';
import fc from 'fast-check';
import { notificationMigrations } from '../src/adapters/notification-tables.js';
import { SqlNotifications, type Tables } from '../src/adapters/sql-notifications.js';
import { NotifyCustomer } from '../src/core/notify-customer.js';
import type { Letter, Notifications } from '../src/core/ports.js';
import { orderEvent, traceparent } from './order-events.js';

class Crash extends Error {}

/** Where a process can die: after each durable effect. */
const effects = ['record', 'receipt', 'mail', 'markSent'] as const;
type Effect = (typeof effects)[number] | 'nowhere';

/** notification-service's books and its outside, with a process that dies where it is told to. */
async function shop() {
  const database = await fleetingDatabase();
  const store = openSql<Tables>(database.url);
  await migrate(store, notificationMigrations);
  const published: CloudEvent[] = [];
  let brokerAway = false;
  const publisher: Publisher = {
    publish: async (_, events) => {
      if (brokerAway) throw unavailable('The broker is away.');
      published.push(...events.map(({ event }) => event));
    },
  };
  const relay = sqlRelay({ store, publisher });
  const rows = new SqlNotifications(store, relay);
  const letters: Letter[] = [];
  const receipts = new Map<string, string>();
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `0193a2b4-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  };
  let dieAfter: Effect = 'nowhere';
  const dying = async <T>(effect: Effect, work: Promise<T>): Promise<T> => {
    const result = await work;
    if (effect === dieAfter) throw new Crash(effect);
    return result;
  };
  const notifications: Notifications = {
    record: (draft, at) => dying('record', rows.record(draft, at)),
    markSent: (id, at, sent) => dying('markSent', rows.markSent(id, at, sent)),
    markFailed: (id) => rows.markFailed(id),
    list: (userId, limit) => rows.list(userId, limit),
  };
  const notify = new NotifyCustomer({
    notifications,
    orders: { byId: async () => events[1].data.order },
    customers: { find: async () => ({ email: 'ann@shop.example', name: 'Ann' }) },
    mail: {
      send: (letter) => {
        letters.push(letter);
        return dying('mail', Promise.resolve('sent' as const));
      },
    },
    receipts: { keep: (orderId, html) => dying('receipt', Promise.resolve(void receipts.set(orderId, html))) },
    clock: { now: () => new Date(1_800_000_000_000 + ids) },
    ids: { next: nextId },
  });
  return {
    store,
    relay,
    letters,
    receipts,
    published,
    /** Delivers an event to a process that dies after `effect`, while the broker is there or not. */
    deliver: async (event: ReturnType<typeof orderEvent>, effect: Effect, away: boolean) => {
      dieAfter = effect;
      brokerAway = away;
      await notify.execute(event, event.data.order, traceparent).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    },
    /** What a crash or an outage left behind, half a minute later. */
    sweep: async () => {
      brokerAway = false;
      const set = { claimed_until: '2026-01-01T00:00:00.000Z' };
      await store.write(aPoint, (db) => db.updateTable('outbox').set(set).execute());
      // Another process: this one leaves a broker that was away alone for a while.
      await sqlRelay({ store, publisher }).sweep();
    },
    close: async () => {
      await store.close();
      await database.release();
    },
  };
}

const order = anOrder();
const events = [orderEvent('shop.order.paid.v1', order), orderEvent('shop.order.fulfilled.v1', order)] as const;
const delivery = fc.record({
  event: fc.constantFrom(...events),
  effect: fc.constantFrom<Effect>(...effects, 'nowhere'),
  away: fc.boolean(),
});

it('leaves one row, one Message-ID and one event per order event, wherever processes die and however often events come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { maxLength: 8 }), async (deliveries) => {
      const { store, relay, letters, receipts, published, deliver, sweep, close } = await shop();
      for (const { event, effect, away } of deliveries) await deliver(event, effect, away);
      // Service Bus delivers until a handler returns.
      for (const event of events) await deliver(event, 'nowhere', false);
      await sweep();

      const rows = await store.db.selectFrom('notifications').selectAll().execute();
      expect(rows.map(({ event_id, status }) => [event_id, status]).sort()).toEqual(
        events.map(({ id }) => [id, 'sent']).sort(),
      );
      expect(new Set(letters.map(({ messageId }) => messageId))).toEqual(new Set(rows.map((row) => row.message_id)));
      expect(new Set(published.map(({ id }) => id)).size).toBe(2);
      expect(await store.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
      expect([...receipts.keys()]).toEqual([order.id]);
      await relay.stop();
      await close();
    }),
    { numRuns: testServer() === undefined ? 60 : 15 },
  );
});
