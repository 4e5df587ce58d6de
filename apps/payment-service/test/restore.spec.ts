import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Order, pseudonymOf } from '@causeway/data-model';
import { type BlobEngine, startBlob } from '@causeway/engines';
import { failpoints } from '@causeway/runtime/failpoints';
import { type Blobs, openBlob } from '@causeway/stores/blob';
import { openSql } from '@causeway/stores/sql';
import { anOrder, eventually } from '@causeway/testing';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { restore } from '../src/archive.module.js';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

const { planted } = failpoints('restore-spec', {
  planted: { after: 'a test has damaged a file', before: 'it is read' },
});

let world: World;
let engine: BlobEngine;
let blobs: Blobs;
let folder: string;
let app: PaymentApp;
/** One person's: keys are theirs. */
let support: string;

beforeAll(async () => {
  [world, engine] = await Promise.all([startWorld(), startBlob()]);
  blobs = openBlob(engine.connectionString);
  support = world.issuer.userToken({ roles: ['support'] });
  folder = mkdtempSync(join(tmpdir(), 'causeway-restore-'));
}, 60_000);
afterAll(async () => {
  await Promise.all([world.stop(), engine.stop()]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const file = (name: string) => join(folder, `${name}.db`);
const settingsFor = (name: string) => ({
  SQL_URL: `sqlite:${file(name)}`,
  AZURE_STORAGE_CONNECTION_STRING: engine.connectionString,
});

async function start(name: string): Promise<PaymentApp> {
  return startPaymentApp(world, { ...settingsFor(name), LEDGER_BACKUP_MS: '100' });
}

async function place(paymentMethod = 'pm_card_visa'): Promise<Order> {
  const now = new Date().toISOString();
  const order = anOrder({ paymentMethod, createdAt: now, updatedAt: now });
  await app.placed(order);
  return order;
}

const shipped = (name: string) =>
  eventually(async () => {
    const store = openSql<PaymentTables>(`sqlite:${file(name)}`);
    try {
      expect(await store.db.selectFrom('journal').select('id').execute()).toEqual([]);
      expect(await store.db.selectFrom('archive_chain').select('chain').executeTakeFirst()).not.toEqual({ chain: '' });
    } finally {
      await store.close();
    }
  }, 20_000);

async function restored(name: string, at: string): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await restore(settingsFor(name), ['--at', at], (line) => lines.push(line));
  return { code, said: lines.join('\n') };
}

/** I1, I2 and I6 between the restored books and the provider. */
async function booksAgree(): Promise<void> {
  for (const intent of await world.sandbox.intents()) {
    const order = world.orders.held.get(intent.metadata.orderId ?? '');
    if (order === undefined) continue;
    const payment = await app.paymentOf(order);
    const charged = intent.charges.some(({ status }) => status === 'succeeded');
    const back = intent.refunds.reduce((sum, { amount }) => sum + amount, 0);
    const isCaptured = ['captured', 'partially_refunded', 'refunded'].includes(payment.status);
    expect([order.id, isCaptured, payment.refunded.amount]).toEqual([order.id, charged, back]);
  }
}

const refund = (paymentId: string, amount: number, key: string) =>
  app.request(
    'POST',
    `/v1/payments/${paymentId}/refunds`,
    support,
    { amount: { amount, currency: 'EUR' }, reason: 'x' },
    { 'idempotency-key': key },
  );

test('what was lost between the instant and the loss is found again at the provider and in order-service', async () => {
  app = await start('first');
  const early = await place();
  const declined = await place('pm_card_declined');
  const earlyPayment = await app.paymentOf(early);
  expect((await refund(earlyPayment.id, 3, 'kept')).status).toBe(201);
  await shipped('first');
  const instant = new Date().toISOString();

  const late = await place();
  const lateDeclined = await place('pm_card_declined');
  const latePayment = await app.paymentOf(late);
  expect((await refund(earlyPayment.id, 5, 'lost')).status).toBe(201);
  expect((await refund(latePayment.id, 7, 'lost as well')).status).toBe(201);
  const unheard = anOrder({ createdAt: new Date().toISOString(), updatedAt: new Date().toISOString() });
  app.holds(unheard);
  await app.stop();

  const { code, said } = await restored('second', instant);
  expect([code, said]).toEqual([0, expect.stringContaining('sums to zero per currency and per payment (I6): yes')]);
  expect(said).toMatch(/2 payments, 1 refunds, 4 ledger entries/);
  expect(said).toMatch(/RPO: .* \d+ ms/);
  expect(said).toMatch(/RTO: \d+\.\d s/);

  app = await start('second');
  await eventually(async () => {
    expect((await app.paymentOf(late)).refunded.amount).toBe(7);
    expect((await app.paymentOf(early)).refunded.amount).toBe(8);
    expect((await app.paymentOf(lateDeclined)).status).toBe('declined');
    expect((await app.paymentOf(unheard)).status).toBe('captured');
  }, 30_000);
  expect((await app.paymentOf(declined)).status).toBe('declined');
  // The same payment as before, and what it tells is newer than what it had told.
  expect((await app.paymentOf(late)).id).toBe(latePayment.id);
  const told = app.eventsOf(late).map(({ version }) => version);
  expect(Math.min(...told)).toBeGreaterThan(1000);
  await booksAgree();
  // Keys are restored, too: this one's answer is replayed.
  expect((await refund(earlyPayment.id, 3, 'kept')).status).toBe(201);
  expect((await app.paymentOf(early)).refunded.amount).toBe(8);
  // An event that comes again has had its effect.
  await app.placed(early);
  expect(app.eventTypesOf(early).filter((type) => type.endsWith('captured.v1')).length).toBeLessThanOrEqual(2);
  await app.stop();
}, 120_000);

test('applies every erasure, to an instant before it as to one after it', async () => {
  app = await start('erasure');
  const order = await place();
  await app.untilTold(order, 'captured');
  await shipped('erasure');
  const before = new Date().toISOString();
  world.issuer.erasures.of.add(order.userId);
  await app.accountErased(order.userId);
  await shipped('erasure');
  const after = new Date().toISOString();
  await app.stop();
  for (const [name, at] of Object.entries({ before, after })) {
    expect(await restored(name, at)).toMatchObject({ code: 0 });
    const store = openSql<PaymentTables>(`sqlite:${file(name)}`);
    const rows = await store.db.selectFrom('payments').select(['order_id', 'user_id', 'status']).execute();
    expect(rows).toContainEqual({ order_id: order.id, user_id: pseudonymOf(order.userId), status: 'captured' });
    const told = await store.db.selectFrom('outbox').select('body').execute();
    expect([rows, told].map((all) => JSON.stringify(all).includes(order.userId))).toEqual([false, false]);
    await store.close();
  }
  app = await start('before');
  const late = { ...order, id: anOrder().id };
  await app.placed(late);
  expect(app.eventsOf(late).map(({ userId }) => userId)).toEqual([pseudonymOf(order.userId)]);
  await app.stop();
}, 120_000);

test('writes over nothing, and says so; nor does it take rubbish for an instant', async () => {
  expect(await restored('second', new Date().toISOString())).toMatchObject({
    code: 2,
    said: expect.stringContaining('writes over nothing'),
  });
  for (const at of ['yesterday', '2026-11-21', '2099-01-01T00:00:00Z', '2026-13-01T00:00:00Z']) {
    expect(await restored('unused', at)).toMatchObject({ code: 2, said: expect.stringContaining('--at must be') });
  }
  const lines: string[] = [];
  expect(
    await restore(settingsFor('unused'), ['--at', '2026-01-01T00:00:00Z', '--force'], (line) => lines.push(line)),
  ).toBe(2);
  expect(lines).toEqual([expect.stringContaining('--at must be')]);
  expect(await restored('unused', '2020-01-01T00:00:00Z')).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is no ledger in the archive from before 2020-01-01'),
  });
}, 60_000);

test('names the parts of the archive that are damaged', async () => {
  const parts = (await blobs.list('backup', 'ledger/')).filter((name) => name.endsWith('.ndjson.gz'));
  const [victim = ''] = parts;
  const whole = await blobs.get('backup', victim);
  await blobs.put(planted, 'backup', victim, 'not a part', 'text/plain');
  const at = (await blobs.get('backup', `${victim.split('/').slice(0, 2).join('/')}/head.json`))?.bytes.toString(
    'utf8',
  );
  const { code, said } = await restored('unused', JSON.parse(at ?? '').at);
  expect([code, said]).toEqual([1, expect.stringContaining(`${victim} is not as it was written`)]);
  await blobs.put(planted, 'backup', victim, whole?.bytes ?? '', 'application/gzip');
  expect(await restored('third', JSON.parse(at ?? '').at)).toMatchObject({ code: 0 });
}, 60_000);

test('loses at most moments when the database is destroyed under load', async () => {
  app = await start('fourth');
  await shipped('fourth');
  const taken: { at: number; order: Order }[] = [];
  let isUnderLoad = true;
  const load = (async () => {
    while (isUnderLoad) {
      const order = await place();
      taken.push({ at: Date.now(), order });
    }
  })();
  await eventually(() => expect(taken.length).toBeGreaterThan(25), 60_000);
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file('fourth')}${ending}`, { force: true });
  const destroyed = new Date();
  isUnderLoad = false;
  await load;
  const stopped = app.stop();
  await stopped.catch(() => undefined);

  const { code, said } = await restored('fifth', destroyed.toISOString());
  expect(code).toBe(0);
  const store = openSql<PaymentTables>(`sqlite:${file('fifth')}`);
  const rows = await store.db.selectFrom('ledger_entries').select(['created_at']).execute();
  await store.close();
  const newest = Math.max(...rows.map(({ created_at }) => Date.parse(created_at)));
  const lost = taken.filter(({ at }) => at <= destroyed.getTime() && at > newest);
  const rpoMs = Math.max(0, ...lost.map(({ at }) => at - newest));
  console.info(`RPO ${rpoMs} ms, ${lost.length} of ${taken.length} payments; ${said.split('\n').at(-1)?.trim()}`);
  expect(rpoMs).toBeLessThan(30_000);

  app = await start('fifth');
  await eventually(async () => {
    for (const { order } of taken) expect((await app.paymentOf(order)).status).toBe('captured');
  }, 60_000);
  await booksAgree();
  await app.stop();
}, 240_000);
