import { type Order, personalData, pseudonymOf } from '@causeway/data-model';
import { type BlobEngine, startBlob } from '@causeway/engines';
import { isTransient } from '@causeway/runtime/outgoing';
import { openSql, type SqlStore } from '@causeway/stores/sql';
import { anOrder, aPoint, eventually } from '@causeway/testing';
import { v7 } from 'uuid';
import { toPaymentRow } from '../src/adapters/payment-rows.js';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { SqlPayments } from '../src/adapters/sql-payments.js';
import { cancelAsked } from '../src/core/settle-intent.js';
import { cancelledOrder, type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

let world: World;
let blob: BlobEngine;
let app: PaymentApp;
let store: SqlStore<PaymentTables>;

beforeAll(async () => {
  [world, blob] = await Promise.all([startWorld(), startBlob()]);
  app = await startPaymentApp(world, { AZURE_STORAGE_CONNECTION_STRING: blob.connectionString });
  store = openSql<PaymentTables>(app.config.SQL_URL);
}, 60_000);
afterEach(() => {
  world.issuer.erasures.away = false;
});
afterAll(async () => {
  await store.close();
  await app.stop();
  await Promise.all([world.stop(), blob.stop()]);
});

/** A customer who has paid for an order. */
async function aPayer(overrides: Partial<Order> = {}) {
  const order = anOrder({ userId: v7(), ...overrides });
  await app.placed(order);
  return { userId: order.userId, order };
}

async function erase(userId: string): Promise<void> {
  world.issuer.erasures.of.add(userId);
  await app.accountErased(userId);
}

const reportsOf = (userId: string) =>
  world.issuer.erasures.reports.filter((report) => report.userId === userId).map(({ erased }) => erased);

const rowOf = ({ id }: Order) =>
  store.db.selectFrom('payments').selectAll().where('order_id', '=', id).executeTakeFirstOrThrow();

const tables = ['payments', 'refunds', 'ledger_entries', 'idempotency_keys', 'inbox', 'outbox', 'journal'] as const;

/** The tables that hold a text, wherever in their rows. */
async function tablesWith(text: string): Promise<string[]> {
  const all = await Promise.all(
    [...tables, 'erased_people' as const].map(async (table) => {
      const rows = await store.db
        .selectFrom(table as 'payments')
        .selectAll()
        .execute();
      return JSON.stringify(rows).includes(text) ? [table] : [];
    }),
  );
  return all.flat();
}

it('leaves the payment and the books as they are, and nobody has made it', async () => {
  const { userId, order } = await aPayer();
  await app.untilTold(order, 'captured');
  const { user_id, revision, ...before } = await rowOf(order);
  expect(user_id).toBe(userId);
  await erase(userId);
  expect(await rowOf(order)).toEqual({ ...before, user_id: pseudonymOf(userId), revision: revision + 1 });
  expect(await tablesWith(userId)).toEqual([]);
  expect(reportsOf(userId)).toEqual([{ payments: 1 }]);
  const token = world.issuer.userToken({ userId });
  expect(await app.request('GET', `/v1/orders/${order.id}/payment`, token)).toMatchObject({ status: 404 });
  expect(await app.paymentOf(order)).toMatchObject({ status: 'captured', amount: order.total });
});

it('happens once, however often the event comes', async () => {
  const { userId, order } = await aPayer();
  await erase(userId);
  const row = await rowOf(order);
  await erase(userId);
  expect(await rowOf(order)).toEqual(row);
  expect(reportsOf(userId)).toEqual([{ payments: 1 }, { payments: 0 }]);
});

it('happens to nobody whom identity-service has not erased', async () => {
  const { userId, order } = await aPayer();
  await expect(app.accountErased(userId)).rejects.toMatchObject({ reason: 'contradiction' });
  expect((await rowOf(order)).user_id).toBe(userId);
  expect(reportsOf(userId)).toEqual([]);
});

it('waits while identity-service is away', async () => {
  const { userId, order } = await aPayer();
  world.issuer.erasures.away = true;
  world.issuer.erasures.of.add(userId);
  expect(isTransient(await app.accountErased(userId).catch((error: unknown) => error))).toBe(true);
  expect((await rowOf(order)).user_id).toBe(userId);
});

it('is not undone by an order event that was on its way', async () => {
  const { userId, order } = await aPayer();
  const late = app.holds(anOrder({ userId }));
  await erase(userId);
  await app.placed(late);
  await app.cancelRequested(order);
  await eventually(async () => expect((await rowOf(order)).status).toBe('refunded'));
  expect(await rowOf(late)).toMatchObject({ user_id: pseudonymOf(userId), status: 'captured' });
  expect(await tablesWith(userId)).toEqual([]);
  expect(app.eventsOf(late).map((told) => told.userId)).toEqual([pseudonymOf(userId)]);
});

it('lets an order go on whose service knows its customer by the new name already, or not yet', async () => {
  const { userId, order } = await aPayer();
  const erased = { ...order, userId: pseudonymOf(userId) };
  world.orders.held.set(order.id, erased);
  await app.deliver('shop.order.placed.v1', { ...order, version: 1 });
  await app.cancelRequested(erased);
  await eventually(async () => expect((await rowOf(order)).status).toBe('refunded'));
  expect((await rowOf(order)).user_id).toBe(userId);
  await erase(userId);
  expect(await tablesWith(userId)).toEqual([]);
});

it('is not undone by work that had read the payment before', async () => {
  const { userId, order } = await aPayer();
  const payments = app.nest.get(SqlPayments);
  const read = await payments.byOrder(order.id);
  if (read === undefined) throw new Error('The payment is not there.');
  await erase(userId);
  expect(await payments.save(read, cancelAsked(read, '', new Date()))).toBe(false);
  expect(await tablesWith(userId)).toEqual([]);
});

it('reaches what is not published and not archived yet', async () => {
  const userId = v7();
  const body = JSON.stringify({ data: { payment: { userId } } });
  const row = { topic: 'payments', created_at: '2026', attempts: 0, claimed_until: '2099', parked_reason: 'x', body };
  const own = openSql<PaymentTables>(app.config.SQL_URL);
  await own.transaction(aPoint, (trx) =>
    trx
      .insertInto('outbox')
      .values({ event_id: userId.slice(0, 8), ...row })
      .execute(),
  );
  await own.close();
  await erase(userId);
  expect(await tablesWith(userId)).toEqual([]);
});

it('makes a person of staff unknown who has decided what became of payments', async () => {
  const { order } = await aPayer();
  const support = v7();
  const payments = app.nest.get(SqlPayments);
  const read = await payments.byOrder(order.id);
  if (read === undefined) throw new Error('The payment is not there.');
  const resolution = { outcome: 'captured' as const, note: 'The bank says so.', by: support, at: order.createdAt };
  const decided = { ...cancelAsked(read, '', new Date()).payment, cancelRequestedAt: null, resolution };
  await payments.save(read, { step: 'resolved', payment: decided, entries: [], events: [] });
  await erase(support);
  expect(await rowOf(order)).toMatchObject({
    ...{ resolved_by: pseudonymOf(support), user_id: order.userId, resolution_note: resolution.note },
    ...{ version: toPaymentRow(decided).version },
  });
  expect(reportsOf(support)).toEqual([{ payments: 0 }]);
});

describe('the copy of what is kept about a person', () => {
  const ask = (userId: string, query = '') =>
    app.request(
      'GET',
      `/internal/people/${userId}/data${query}`,
      world.issuer.serviceToken('identity-service', 'payment-service'),
    );

  it("has their payments with their refunds, and nobody else's", async () => {
    const { userId, order } = await aPayer();
    await aPayer();
    await app.cancelRequested(order);
    await eventually(async () => expect((await rowOf(order)).status).toBe('refunded'));
    const { status, body } = await ask(userId);
    expect(status).toBe(200);
    expect(personalData.parse(body)).toEqual({
      items: [{ kind: 'payments', data: await app.paymentOf(order) }],
      nextCursor: null,
    });
    expect(body).toMatchObject({ items: [{ data: { refunds: [{ status: 'succeeded' }] } }] });
  });

  it('is empty for one nobody knows, and after an erasure', async () => {
    expect((await ask(v7())).body).toEqual({ items: [], nextCursor: null });
    const { userId } = await aPayer();
    await erase(userId);
    expect((await ask(userId)).body).toEqual({ items: [], nextCursor: null });
  });

  it("is for services, and takes no cursor that is not one of this person's", async () => {
    const userId = v7();
    const person = world.issuer.userToken({ userId });
    expect(await app.request('GET', `/internal/people/${userId}/data`, person)).toMatchObject({ status: 403 });
    expect(await ask(userId, '?after=rubbish')).toMatchObject({ status: 400, body: { code: 'bad-query' } });
  });
});

it('knows that a cancellation is of the same order, whatever its customer is called', async () => {
  const { userId, order } = await aPayer();
  await erase(userId);
  world.orders.held.set(order.id, { ...cancelledOrder(order), userId: pseudonymOf(userId) });
  await app.deliver('shop.order.cancel_requested.v1', cancelledOrder(order));
  await eventually(async () => expect((await rowOf(order)).status).toBe('refunded'));
});
