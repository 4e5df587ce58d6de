import type { Order } from '@causeway/data-model';
import { testDatabase } from '@causeway/engines';
import { sqlRelay } from '@causeway/messaging/outbox';
import { cursors } from '@causeway/runtime/cursors';
import { migrate, openSql } from '@causeway/stores/sql';
import { anOrder } from '@causeway/testing';
import { Died, Fate, mortal } from '@causeway/testing/model';
import { v7 } from 'uuid';
import { paymentMigrations } from '../src/adapters/payment-migrations.js';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { SqlPayments } from '../src/adapters/sql-payments.js';
import { SqlRefundKeys } from '../src/adapters/sql-refund-keys.js';
import { stripeClient } from '../src/adapters/stripe-client.js';
import { StripeGateway } from '../src/adapters/stripe-gateway.js';
import { CancelPayment } from '../src/core/cancel-payment.js';
import { ChargeOrder } from '../src/core/charge-order.js';
import { DrivePayment } from '../src/core/drive-payment.js';
import { RefundPayment } from '../src/core/refund-payment.js';
import { type Sandbox, sandboxKey, startSandbox } from './engines/sandbox.js';

const clock = () => new Date();
const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const patience = { unknownReviewAfterMs: 900_000, actionExpiresAfterMs: 900_000, actionGraceMs: 60_000 };
const support = { userId: v7(), route: 'refunds', key: 'k' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
});

/** A process over the database at `url`, which dies when its fate says so. */
async function aProcess(url: string, fate: Fate) {
  const store = openSql<PaymentTables>(url);
  await migrate(store, paymentMigrations);
  const relay = sqlRelay({ store, publisher: { publish: () => Promise.reject(new TypeError('no broker')) } });
  const payments = new SqlPayments(store, relay, cursors(['sixteen letters!']), v7);
  const provider = { PAYMENT_PROVIDER_URL: sandbox.url, PAYMENT_PROVIDER_KEY: sandboxKey, PROVIDER_TIMEOUT_MS: 2500 };
  const gateway = new StripeGateway(stripeClient(provider), { timeoutMs: 2500, returnUrl: 'http://localhost:8080' });
  const seen = { payments: mortal(payments, fate), gateway: mortal(gateway, fate) };
  const drive = new DrivePayment({ ...seen, clock, ids: v7, patience });
  const keys = mortal(new SqlRefundKeys(store), fate);
  const knowing = (order: Order) => ({ ...seen, orders: { byId: async () => order }, drive, clock, ids: v7 });
  return {
    store,
    payments,
    placed: (order: Order) =>
      new ChargeOrder(knowing(order)).charge({ order, eventId: `placed ${order.id}`, fingerprint: null, traceparent }),
    cancelRequested: (placed: Order) => {
      const cancellation = { reason: 'damaged', requestedAt: clock().toISOString(), requestedBy: placed.userId };
      const order: Order = { ...placed, status: 'cancel_requested', version: 2, cancellation };
      return new CancelPayment(knowing(order)).cancel({
        order,
        eventId: `cancel ${order.id}`,
        fingerprint: null,
        traceparent,
      });
    },
    refund: (paymentId: string, at: Date) =>
      new RefundPayment({ payments: seen.payments, keys, drive, clock: () => at, ids: v7 }, 30_000).refund(
        { paymentId, reason: 'damaged', amount: { amount: 1000, currency: 'EUR' } },
        support,
      ),
    end: async () => {
      await relay.stop();
      await store.close();
    },
  };
}

type Process = Awaited<ReturnType<typeof aProcess>>;

/** Everything about an order once two processes have worked on it, the first of which died after `calls` calls. */
async function livesAndDies(
  calls: number,
  lastHappens: boolean,
  work: (process: Process, order: Order) => Promise<unknown>,
) {
  const database = await testDatabase();
  const order = anOrder();
  const fate = new Fate(calls, lastHappens);
  const first = await aProcess(database.url, fate);
  await work(first, order).catch((error: unknown) => {
    if (!(error instanceof Died)) throw error;
  });
  await first.end();
  const second = await aProcess(database.url, new Fate(Number.POSITIVE_INFINITY, true));
  await work(second, order);
  const payment = await second.payments.byOrder(order.id);
  const entries = await second.store.db.selectFrom('ledger_entries').selectAll().execute();
  const outbox = await second.store.db.selectFrom('outbox').select('event_id').orderBy('created_at').execute();
  const inbox = await second.store.db.selectFrom('inbox').select('event_id').execute();
  await second.end();
  await database.release();
  const intents = (await sandbox.intents()).filter(({ metadata }) => metadata.orderId === order.id);
  return {
    died: fate.isDead,
    status: payment?.status,
    refunds: payment?.refunds.length,
    ledger: entries.map(({ amount }) => Number(amount)),
    told: outbox.map(({ event_id }) => event_id.split('.').at(-2)),
    inbox: inbox.length,
    charges: intents.flatMap(({ charges }) => charges).length,
    refunded: intents.flatMap(({ refunds }) => refunds).reduce((total, { amount }) => total + amount, 0),
  };
}

const points = (calls: number) =>
  Array.from({ length: calls }, (_, index) => index).flatMap((index) => [
    [index, false] as const,
    [index, true] as const,
  ]);

describe('a process that dies and one that is given the same event again', () => {
  it.each(points(7))('charge once, after %d calls (the last happened: %s)', async (calls, lastHappens) => {
    const seen = await livesAndDies(calls, lastHappens, (process, order) => process.placed(order));
    expect(seen).toMatchObject({
      died: true,
      status: 'captured',
      ledger: [2598, -2598],
      told: ['captured'],
      inbox: 1,
      charges: 1,
    });
  });

  it.each(points(12))(
    'refund a cancelled order once, after %d calls (the last happened: %s)',
    async (calls, lastHappens) => {
      const seen = await livesAndDies(calls, lastHappens, async (process, order) => {
        await process.placed(order);
        await process.cancelRequested(order);
      });
      expect(seen).toMatchObject({
        died: true,
        status: 'refunded',
        ledger: [2598, -2598, 2598, -2598],
        told: ['captured', 'refunded'],
        inbox: 2,
        charges: 1,
        refunded: 2598,
        refunds: 1,
      });
    },
  );

  it.each(points(12))('refund once for one key, after %d calls (the last happened: %s)', async (calls, lastHappens) => {
    let attempt = 0;
    const seen = await livesAndDies(calls, lastHappens, async (process, order) => {
      attempt += 1;
      await process.placed(order);
      const payment = await process.payments.byOrder(order.id);
      // The second request comes when the lease of the first is over.
      await process.refund(payment?.id ?? '', new Date(Date.now() + attempt * 60_000));
    });
    expect(seen).toMatchObject({
      status: 'partially_refunded',
      told: ['captured', 'refunded'],
      charges: 1,
      refunded: 1000,
      refunds: 1,
    });
    expect(seen.ledger.reduce((total, amount) => total + amount, 0)).toBe(0);
  });
});
