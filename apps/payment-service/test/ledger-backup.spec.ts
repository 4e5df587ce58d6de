import { type BlobEngine, startBlob, type TestDatabase, testDatabase } from '@causeway/engines';
import { sqlRelay } from '@causeway/messaging/outbox';
import { cursors } from '@causeway/runtime/cursors';
import { type Blobs, openBlob } from '@causeway/stores/blob';
import { migrate, openSql, type SqlStore } from '@causeway/stores/sql';
import { anOrder } from '@causeway/testing';
import { v7 } from 'uuid';
import { blobLedgerArchive } from '../src/adapters/blob-ledger-archive.js';
import { paymentMigrations } from '../src/adapters/payment-migrations.js';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { SqlLedger } from '../src/adapters/sql-ledger.js';
import { SqlPayments } from '../src/adapters/sql-payments.js';
import { BackUpLedger } from '../src/core/back-up-ledger.js';
import { requested } from '../src/core/request-payment.js';
import { settled } from '../src/core/settle-intent.js';

const now = new Date('2026-11-21T09:00:00.000Z');
const container = 'ledger-backup';
const patience = { unknownReviewAfterMs: 1, actionExpiresAfterMs: 1, actionGraceMs: 1 };

let engine: BlobEngine;
let blobs: Blobs;
let store: SqlStore<PaymentTables>;
let database: TestDatabase;

beforeAll(async () => {
  engine = await startBlob();
  blobs = openBlob(engine.connectionString);
  database = await testDatabase();
  store = openSql<PaymentTables>(database.url);
  await migrate(store, paymentMigrations);
});
afterAll(async () => {
  await store.close();
  await database.release();
  await engine.stop();
});

async function capture(): Promise<string> {
  const relay = sqlRelay({ store, publisher: { publish: async () => undefined } });
  const payments = new SqlPayments(store, relay, cursors('sixteen letters!'), v7);
  const begun = requested(anOrder(), { id: v7(), now, traceparent: '' });
  await payments.add(begun);
  const { payment } = begun;
  const intent = { id: 'pi_1', status: 'succeeded', amount: payment.amount, method: payment.method } as const;
  const change = settled(payment, { ...intent, declineCode: null, redirectUrl: null }, now, patience);
  if (change === undefined) throw new Error('nothing was captured');
  await payments.save(payment, change);
  return payment.id;
}

const backUp = (put = blobs.put) =>
  new BackUpLedger(
    new SqlLedger(store),
    blobLedgerArchive((point, name, text, type) => put(point, container, name, text, type)),
    () => now,
  ).backUp();

const archived = async () => {
  const names = await blobs.list(container);
  const files = await Promise.all(names.map((name) => blobs.get(container, name)));
  const lines = files.flatMap((file) => file?.bytes.toString('utf8').trim().split('\n') ?? []);
  return { names, entries: lines.map((line) => JSON.parse(line)) };
};

describe('the ledger’s backup', () => {
  it('copies new entries once, under the day and the range they cover', async () => {
    const first = await capture();
    expect(await backUp()).toBe(2);
    expect(await backUp()).toBe(0);
    const second = await capture();
    expect(await backUp()).toBe(2);
    const { names, entries } = await archived();
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^2026\/11\/21\/[0-9a-f-]{36}-[0-9a-f-]{36}\.ndjson$/);
    expect(entries.map(({ paymentId, account, amount }) => [paymentId, account, amount])).toEqual([
      [first, 'provider-clearing', 2598],
      [first, 'sales', -2598],
      [second, 'provider-clearing', 2598],
      [second, 'sales', -2598],
    ]);
  });

  it('writes the same file again when it died before the entries were marked, whatever came since', async () => {
    const before = await archived();
    const third = await capture();
    const dies = async (...given: Parameters<Blobs['put']>) => {
      await blobs.put(...given);
      throw new Error('the process died');
    };
    await expect(backUp(dies)).rejects.toThrow('the process died');
    const fourth = await capture();
    expect(await backUp()).toBe(4);
    const { names, entries } = await archived();
    expect(names).toHaveLength(before.names.length + 2);
    expect(entries.slice(before.entries.length).map(({ paymentId }) => paymentId)).toEqual([
      third,
      third,
      fourth,
      fourth,
    ]);
  });

  it('marks nothing that is not there', async () => {
    await capture();
    await expect(backUp(() => Promise.reject(new Error('storage is away')))).rejects.toThrow('storage is away');
    const { count } = await store.db
      .selectFrom('ledger_entries')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('archived_at', 'is', null)
      .executeTakeFirstOrThrow();
    expect(count).toBe(2);
  });
});
