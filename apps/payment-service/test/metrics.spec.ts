import type { OutboxTables } from '@causeway/messaging/outbox';
import { flushTelemetry } from '@causeway/runtime/telemetry';
import { openSql, type SqlStore } from '@causeway/stores/sql';
import { anOrder, eventually, startCollector } from '@causeway/testing';
import type { Kysely } from 'kysely';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

let collector: Awaited<ReturnType<typeof startCollector>>;
let world: World;
let app: PaymentApp;
let store: SqlStore<PaymentTables & OutboxTables>;
/** The service's database, as somebody who plants what it would not write itself sees it. */
let db: Kysely<PaymentTables & OutboxTables>;

beforeAll(async () => {
  collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  process.env.OTEL_METRIC_EXPORT_INTERVAL = '100';
  world = await startWorld();
  app = await startPaymentApp(world);
  store = openSql(app.config.SQL_URL);
  db = store.db as typeof db; // which it is
});
afterAll(async () => {
  await store.close();
  await app.stop();
  await world.stop();
  await flushTelemetry();
  await collector.stop();
});

const plant = (eventId: string, body: string, attempts: number) =>
  db
    .insertInto('outbox')
    .values({
      event_id: eventId,
      topic: 'payments',
      body,
      created_at: new Date(Date.now() - 60_000).toISOString(),
      attempts,
      claimed_until: new Date(0).toISOString(),
      parked_reason: null,
    })
    .execute();

test('what an outbox cannot publish, and what waits in it, is seen from outside', async () => {
  await plant('no-event', 'rubbish', 9);
  await eventually(() => expect(collector.values('causeway.outbox.parked', 'type')).toEqual({ unreadable: 1 }));
  await plant('not-yet', 'rubbish', 0);
  await eventually(() => {
    expect(collector.values('causeway.outbox.parked_now')).toEqual({ '': 1 });
    expect(collector.values('causeway.outbox.backlog')).toEqual({ '': 1 });
    expect(collector.values('causeway.outbox.oldest_ms')['']).toBeGreaterThan(60_000);
  });
}, 60_000);

test('payments that wait for a person are seen from outside, until nobody has to decide', async () => {
  const order = anOrder();
  await app.placed(order);
  const become = (status: 'manual_review' | 'captured') =>
    db.updateTable('payments').set({ status }).where('order_id', '=', order.id).execute();
  await become('manual_review');
  await eventually(() => expect(collector.values('causeway.payments.in_review')).toEqual({ '': 1 }), 30_000);
  expect(collector.values('causeway.payments.in_review_ms')['']).toBeGreaterThan(0);
  await become('captured');
  await eventually(() => expect(collector.values('causeway.payments.in_review')).toEqual({ '': 0 }), 30_000);
}, 90_000);
