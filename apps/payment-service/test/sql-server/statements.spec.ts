import { join } from 'node:path';
import { pseudonymOf } from '@causeway/data-model';
import { sqlOutbox, sqlRelay, unpublishedSince } from '@causeway/messaging/outbox';
import { cursors } from '@causeway/runtime/cursors';
import { openBlob } from '@causeway/stores/blob';
import type { SqlStore } from '@causeway/stores/sql';
import { anOrder } from '@causeway/testing';
import { reviewed, statementsOf } from '@causeway/testing/sql-statements';
import { tsqlFaults } from '@causeway/testing/tsql-faults';
import type { Kysely } from 'kysely';
import { paymentMigrations } from '../../src/adapters/payment-migrations.js';
import { toPaymentRow, toRefundRow } from '../../src/adapters/payment-rows.js';
import type { PaymentTables } from '../../src/adapters/payment-tables.js';
import { measureReviews } from '../../src/adapters/review-gauge.js';
import { SqlPayers } from '../../src/adapters/sql-payers.js';
import { SqlPayments } from '../../src/adapters/sql-payments.js';
import { SqlRefundKeys } from '../../src/adapters/sql-refund-keys.js';
import { SqlRestore } from '../../src/adapters/sql-restore.js';
import { requested } from '../../src/core/request-payment.js';
import { settled } from '../../src/core/settle-intent.js';
import { patience } from '../model/model-shop.js';

const id = '0193a2b4-0000-7000-8000-000000000001';
const time = '2026-11-21T09:00:00.000Z';
const now = new Date(time);
const begun = requested(anOrder(), { id, now, traceparent: '' });
const { payment } = begun;
const money = { amount: 5, currency: 'EUR' };
const aRefund = { id, paymentId: id, amount: money, reason: 'damaged', status: 'pending' as const, createdAt: time };
const refund = { ...aRefund, key: 'ref:1', cause: 'support' as const, providerId: null };
const intent = { id: 'pi_1', status: 'succeeded', amount: payment.amount, method: payment.method } as const;
const change = settled(payment, { ...intent, declineCode: null, redirectUrl: null }, now, patience);
if (change === undefined) throw new Error('nothing was captured');
const refunded = { ...change, payment: { ...change.payment, refunds: [refund] } };
const sealed = cursors(['sixteen letters!']);
const key = { userId: id, route: 'refunds', key: 'k' };

const archived = {
  ...{ chain: 'c', parts: 1, completeUntil: time, unpublishedSince: null },
  erased: new Set([pseudonymOf(id)]),
  async *read() {
    const body = {
      ...{ payment: toPaymentRow({ ...payment, revision: 5 }), refunds: [toRefundRow(refund)] },
      ...{ arrival: { kind: 'event', id: 'e1', at: time }, keyFreed: 'h' },
    };
    yield [{ at: time, body, isAll: false }];
  },
};

/** No file is written: only what SQL Server is asked is looked at. */
const noBlobs = { ...openBlob('UseDevelopmentStorage=true'), put: async () => undefined };

const entry = { eventId: 'e1', attempts: 0, fault: 'There is no topic x.' };

/** A row that every table could have. */
const row = {
  ...{ id, order_id: id, payment_id: id, batch: '2026/11/21/a-b.ndjson', event_id: 'e1', key_hash: 'h' },
  ...{
    request_hash: 'h',
    refund_id: id,
    lease_until: time,
    answer: null,
    created_at: '2020',
    updated_at: time,
    fingerprint: 'g',
  },
};

const relay = (store: SqlStore<PaymentTables>) => sqlRelay({ store, publisher: { publish: async () => undefined } });

const files: [string, () => Promise<string>][] = [
  [
    'migrations.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => ({ store }),
        Object.fromEntries(
          Object.entries(paymentMigrations).map(([name, step]) => [
            name,
            // A migration meets tables of every version, so it knows no table type.
            ({ store }) => step(store.db as unknown as Kysely<unknown>, store.dialect),
          ]),
        ),
        row,
      ),
  ],
  [
    'payments.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => new SqlPayments(store, relay(store), sealed, () => id),
        {
          byId: (payments) => payments.byId(id),
          byOrder: (payments) => payments.byOrder(id),
          byIntent: (payments) => payments.byIntent('pi_1'),
          byIds: (payments) => payments.byIds([id, id]),
          add: (payments) => payments.add(begun, { kind: 'event', id: 'e1', fingerprint: 'f' }),
          save: async (payments) => {
            await payments.save(payment, refunded, { kind: 'webhook', id: 'evt_1', fingerprint: null });
            await payments.save({ ...payment, refunds: [{ ...refund }] }, refunded, {
              kind: 'event',
              id: 'e1',
              fingerprint: 'f',
            });
          },
          heard: async (payments) => {
            await payments.heard({ kind: 'event', id: 'e1', fingerprint: 'f' });
            await payments.heard({ kind: 'webhook', id: 'evt_1', fingerprint: null });
          },
          markHandled: async (payments) => {
            await payments.markHandled({ kind: 'event', id: 'e1', fingerprint: 'f' });
            await payments.markHandled({ kind: 'webhook', id: 'evt_1', fingerprint: null });
          },
          claimDue: (payments) => payments.claimDue(now, now, 20),
          page: async (payments) => {
            await payments.page(undefined, 10).catch(() => undefined);
            await payments.page(sealed.seal([time, id], ['changes']), 10, time);
          },
        },
        row,
      ),
  ],
  [
    'payers.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => new SqlPayers(store, noBlobs, sealed),
        {
          forgetInArchive: (payers) => payers.forgetInArchive(id),
          forget: (payers) => payers.forget(id),
          paymentsOf: async (payers) => {
            await payers.paymentsOf(id, undefined, 10).catch(() => undefined);
            await payers.paymentsOf(id, sealed.seal([id], ['people', id]), 10);
          },
        },
        { ...row, user_id: id, resolved_by: id, revision: 1 },
      ),
  ],
  [
    'reviews.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => ({ store }),
        { measure: ({ store }) => measureReviews(store) },
        {
          payments: 1,
          since: time,
        },
      ),
  ],
  [
    'restore.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => new SqlRestore(store),
        {
          held: (restore) => restore.held(),
          restore: (restore) => restore.restore(archived, now),
          report: (restore) => restore.report(),
        },
        { ...row, revision: 0, amount: 5, currency: 'EUR', count: 0 },
      ),
  ],
  [
    'outbox.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => Object.assign(sqlOutbox(store), { since: () => unpublishedSince(store) }),
        {
          sweep: (outbox) => outbox.sweep(now),
          remove: (outbox) => outbox.remove(['e1', 'e2']),
          release: (outbox) => outbox.release([entry, entry], now),
          defer: (outbox) => outbox.defer(entry, now),
          park: (outbox) => outbox.park(entry, 'There is no topic x.'),
          measure: (outbox) => outbox.measure(now),
          lag: async (outbox) => outbox.lag(now),
          parked: (outbox) => outbox.parked(),
          since: (outbox) => outbox.since(),
        },
        { ...row, backlog: 1, oldest: time, next: time, topic: 'payments', body: '{}', attempts: 0, parked: 1 },
      ),
  ],
  [
    'refund-keys.sql',
    () =>
      statementsOf(
        (store: SqlStore<PaymentTables>) => new SqlRefundKeys(store),
        {
          claim: (keys) => keys.claim(key, {}, id, now, now),
          answer: (keys) => keys.answer(key, aRefund),
          release: (keys) => keys.release(key),
        },
        row,
      ),
  ],
];

describe('what SQL Server is asked by payment-service', () => {
  it.each(files)('is as reviewed in %s', async (name, statements) => {
    const { is, was } = reviewed(join(import.meta.dirname, name), await statements());
    expect(is).toBe(was);
    for (const statement of is.split('\n').filter((line) => !line.startsWith('--'))) {
      expect([statement, tsqlFaults(statement)]).toEqual([statement, []]);
    }
  });
});
