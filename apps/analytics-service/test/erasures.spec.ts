import { gunzipSync } from 'node:zlib';
import { type Order, type PaymentState, personalData, pseudonymOf } from '@causeway/data-model';
import { type BlobEngine, startBlob, testDatabase } from '@causeway/engines';
import { isTransient } from '@causeway/runtime/outgoing';
import { Archiver } from '@causeway/stores/archive';
import { type Blobs, openBlob } from '@causeway/stores/blob';
import { openSql, type SqlStore } from '@causeway/stores/sql';
import { anOrder, aPayment } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { archiveEverything } from '../src/adapters/projection-archive.js';
import type { ProjectionTables } from '../src/adapters/projection-tables.js';
import { SqlCopy } from '../src/adapters/sql-copy.js';
import { SqlNextGeneration } from '../src/adapters/sql-next-generation.js';
import { restore } from '../src/app.module.js';
import { RebuildProjection } from '../src/core/rebuild-projection.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { accountErased, accountEvent, aProductState, orderEvent, paymentEvent, productEvent } from './events.js';

let blob: BlobEngine;
let blobs: Blobs;
let app: AnalyticsApp;

beforeAll(async () => {
  blob = await startBlob();
  blobs = openBlob(blob.connectionString);
});
afterAll(() => blob.stop());
beforeEach(async () => {
  app = await startAnalytics(undefined, blob);
});
afterEach(() => app.stop());

const settled = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
const where = { name: 'Annabel', line1: '1 Quay', city: 'Cork', postalCode: 'V94' };

/** A customer who has paid for an order, here and at the sources. */
async function aCustomer() {
  const userId = uuid();
  const address = { line2: null, region: null, country: 'IE', ...where };
  const order = anOrder({ userId, shippingAddress: address, ...settled });
  const payment = aPayment({ orderId: order.id, userId, amount: order.total, ...settled });
  app.sources.put('order', order);
  app.sources.put('payment', payment);
  await app.deliver(
    accountEvent('shop.account.registered.v1', userId, 1),
    orderEvent('shop.order.placed.v1', order),
    paymentEvent('shop.payment.captured.v1', payment),
  );
  return { userId, order, payment };
}

async function erase(userId: string): Promise<void> {
  app.issuer.erasures.of.add(userId);
  await app.deliver(accountErased(userId, 2));
}

/** The sources erase them, too: neither version nor time of their rows changes. */
function eraseAtSources(order: Order, payment: PaymentState): void {
  const userId = pseudonymOf(order.userId);
  const shippingAddress = { ...order.shippingAddress, name: 'erased', line1: 'erased' };
  app.sources.put('order', { ...order, userId, shippingAddress });
  app.sources.put('payment', { ...payment, userId });
}

const reportsOf = (userId: string) =>
  app.issuer.erasures.reports.filter((report) => report.userId === userId).map(({ erased }) => erased);

const tables = [
  'projected_orders',
  'projected_payments',
  'projected_accounts',
  'projected_notifications',
  'projected_reservations',
  'reconciliations',
  'journal',
  'inbox',
  'erased_people',
];

async function everythingIn(store: SqlStore<ProjectionTables>): Promise<string> {
  // Kysely cannot follow a table that is chosen at run time.
  const rows = tables.map((table) =>
    store.db
      .selectFrom(table as 'journal')
      .selectAll()
      .execute(),
  );
  return JSON.stringify(await Promise.all(rows));
}

const everything = () => everythingIn(app.store);

const whose = async () => ({
  orders: (await app.db.selectFrom('projected_orders').select('user_id').execute()).map(({ user_id }) => user_id),
  payments: (await app.db.selectFrom('projected_payments').select('user_id').execute()).map(({ user_id }) => user_id),
});

const nobodys = (userId: string) => ({ orders: [pseudonymOf(userId)], payments: [pseudonymOf(userId)] });

it('leaves what was bought as nobody has bought it, and every sum as it was', async () => {
  const { userId } = await aCustomer();
  const before = (await app.get('/v1/analytics/customers?currency=EUR').expect(200)).body.items;
  await erase(userId);
  expect(await whose()).toEqual(nobodys(userId));
  expect(await everything()).not.toContain(userId);
  const { items } = (await app.get('/v1/analytics/customers?currency=EUR').expect(200)).body;
  expect(items).toEqual(before.map((row: object) => ({ ...row, userId: pseudonymOf(userId) })));
  expect(reportsOf(userId)).toEqual([{ orders: 1, payments: 1, accounts: 1 }]);
  expect(await app.db.selectFrom('projected_accounts').selectAll().execute()).toMatchObject([
    { id: pseudonymOf(userId), version: 2, erased: 1 },
  ]);
});

it('happens once, however often the event comes', async () => {
  const { userId } = await aCustomer();
  await erase(userId);
  const before = await everything();
  const samples = async () => (await app.get('/v1/analytics/sync').expect(200)).body.lagMs.samples;
  expect(await samples()).toBe(4);
  await erase(userId);
  expect(await everything()).toBe(before);
  expect(await samples()).toBe(4);
  expect(reportsOf(userId)).toEqual([
    { orders: 1, payments: 1, accounts: 1 },
    { orders: 0, payments: 0, accounts: 0 },
  ]);
});

it('happens to nobody whom identity-service has not erased', async () => {
  const { userId } = await aCustomer();
  const before = await everything();
  await expect(app.deliver(accountErased(userId, 2))).rejects.toMatchObject({ reason: 'contradiction' });
  expect(await everything()).toBe(before);
  expect(reportsOf(userId)).toEqual([]);
});

it('waits while identity-service is away', async () => {
  const { userId } = await aCustomer();
  app.issuer.erasures.away = true;
  app.issuer.erasures.of.add(userId);
  const failure = await app.deliver(accountErased(userId, 2)).catch((error: unknown) => error);
  expect(isTransient(failure)).toBe(true);
  expect((await whose()).orders).toEqual([userId]);
});

it('is not undone by an event that comes late, of a row that is there or of one that is not', async () => {
  const { userId, order, payment } = await aCustomer();
  await erase(userId);
  const unknown = anOrder({ userId });
  const theirs = aPayment({ orderId: unknown.id, userId, amount: unknown.total });
  await app.deliver(
    orderEvent('shop.order.paid.v1', { ...order, version: 2, status: 'paid' }),
    paymentEvent('shop.payment.captured.v1', { ...payment, version: 2 }),
    orderEvent('shop.order.placed.v1', unknown),
    paymentEvent('shop.payment.captured.v1', theirs),
    accountEvent('shop.account.registered.v1', userId, 1),
    accountEvent('shop.account.updated.v1', userId, 3),
  );
  expect(await everything()).not.toContain(userId);
  const rows = await app.db.selectFrom('projected_orders').select(['id', 'user_id', 'status']).execute();
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual({ id: order.id, user_id: pseudonymOf(userId), status: 'paid' });
});

it('takes a repeat for what it is, by either name', async () => {
  const { userId, order, payment } = await aCustomer();
  const told = [
    orderEvent('shop.order.placed.v1', order),
    paymentEvent('shop.payment.captured.v1', payment),
    paymentEvent('shop.payment.captured.v1', { ...payment, userId: pseudonymOf(userId) }),
    accountEvent('shop.account.registered.v1', userId, 1),
  ];
  await app.deliver(...told);
  await erase(userId);
  await app.deliver(...told);
  expect(await whose()).toEqual(nobodys(userId));
  expect(await everything()).not.toContain(userId);
});

describe('the comparison with the sources', () => {
  it('finds nothing wrong where the sources have not erased them yet, nor when they have', async () => {
    const { userId, order, payment } = await aCustomer();
    await erase(userId);
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
    eraseAtSources(order, payment);
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
    expect(await whose()).toEqual(nobodys(userId));
  });

  it('finds nothing wrong where the sources were first', async () => {
    const { userId, order, payment } = await aCustomer();
    eraseAtSources(order, payment);
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
    await erase(userId);
    expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
    expect(await whose()).toEqual(nobodys(userId));
  });

  it('finds nothing wrong in rows of the time before erasures', async () => {
    const { userId, order, payment } = await aCustomer();
    await app.db.updateTable('projected_orders').set({ hash: 'of everything, the address too' }).execute();
    await erase(userId);
    eraseAtSources(order, payment);
    expect(await app.reconcile()).toMatchObject({ differing: 0 });
  });

  it('mends a row, and does not bring them back', async () => {
    const { userId } = await aCustomer();
    await erase(userId);
    await app.db.updateTable('projected_orders').set({ total: 1 }).execute();
    await app.db.deleteFrom('projected_payments').execute();
    expect(await app.reconcile()).toMatchObject({ differing: 1, missing: 1, repaired: 2 });
    expect(await app.reconcile()).toMatchObject({ differing: 0, missing: 0, repaired: 0 });
    expect(await whose()).toEqual(nobodys(userId));
    expect(await everything()).not.toContain(userId);
  });
});

describe('a rebuild from sources that have not erased them', () => {
  const clock = { now: () => new Date() };
  const rebuilding = (between: () => Promise<void>) =>
    new RebuildProjection({
      sources: {
        page: async (kind) => {
          await between();
          return { items: [...app.sources.held[kind].values()], next: null };
        },
        ask: async (kind, ids) => ids.flatMap((id) => app.sources.held[kind].get(id) ?? []),
      },
      copy: new SqlCopy(app.store),
      next: new SqlCopy(app.store, 'next'),
      generation: new SqlNextGeneration(app.store, 15_000),
      clock,
    }).execute(() => undefined);

  it('does not bring them back, whether they were erased before it or meanwhile', async () => {
    const [first, second] = [await aCustomer(), await aCustomer()];
    await erase(first.userId);
    let isErased = false;
    await rebuilding(async () => {
      // Between the orders and the payments.
      if (isErased) await erase(second.userId);
      isErased = true;
    });
    const names = [first, second].map(({ userId }) => pseudonymOf(userId)).sort();
    const { orders, payments } = await whose();
    expect([orders.sort(), payments.sort()]).toEqual([names, names]);
  });
});

describe('the archive', () => {
  const archiver = () =>
    new Archiver({
      ...{ what: 'projection', store: app.store, blobs },
      all: () => archiveEverything(app.store),
      unpublishedSince: async () => null,
    });

  const filesSince = async (before: readonly string[]) => {
    const names = (await blobs.list('backup')).filter((name) => !before.includes(name));
    const files = await Promise.all(names.map((name) => blobs.get('backup', name)));
    return files.map((file) => {
      const bytes = file?.bytes ?? Buffer.alloc(0);
      return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
    });
  };

  async function restored(at: string): Promise<string> {
    const database = await testDatabase();
    const settings = { SQL_URL: database.url, AZURE_STORAGE_CONNECTION_STRING: blob.connectionString };
    const lines: string[] = [];
    expect([await restore(settings, ['--at', at], (line) => lines.push(line)), lines]).toEqual([0, expect.anything()]);
    const store = openSql<ProjectionTables>(database.url);
    const all = await everythingIn(store);
    await store.close();
    await database.release();
    return all;
  }

  it('holds no address, and no id of one who was erased before', async () => {
    const before = await blobs.list('backup');
    const { userId, order } = await aCustomer();
    expect(await everything()).not.toMatch(/Annabel|Quay|Cork|V94/);
    await erase(userId);
    await app.deliver(orderEvent('shop.order.paid.v1', { ...order, version: 2, status: 'paid' }));
    await archiver().ship();
    const files = await filesSince(before);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      expect(file).not.toContain(userId);
      expect(file).not.toMatch(/Annabel|Quay|Cork|V94/);
    }
  });

  it('brings nobody back who was erased, restored to an instant before or after', async () => {
    await archiver().ship();
    const { userId, order } = await aCustomer();
    await archiver().ship();
    const before = new Date().toISOString();
    await erase(userId);
    await app.deliver(productEvent('shop.product.created.v1', aProductState()));
    await archiver().ship();
    const after = new Date().toISOString();
    for (const at of [before, after]) {
      const all = await restored(at);
      expect(all).toContain(order.id);
      expect(all).toContain(pseudonymOf(userId));
      expect(all).not.toContain(userId);
    }
  });

  it('has all that comparisons need when it is restored, and knows every repeat', async () => {
    await archiver().ship();
    const { order } = await aCustomer();
    const [row] = await app.db.selectFrom('projected_orders').select('hash').where('id', '=', order.id).execute();
    await archiver().ship();
    const told = await app.store.db
      // The inbox is there beside the projection's own tables.
      .selectFrom('inbox' as 'journal')
      .selectAll()
      .execute();
    const fingerprints = told.map((entry) => ('fingerprint' in entry ? String(entry.fingerprint) : ''));
    expect(fingerprints).toHaveLength(3);
    const all = await restored(new Date().toISOString());
    for (const kept of [String(row?.hash), ...fingerprints]) expect(all).toContain(kept);
  });
});

describe('the copy of what is kept about a person', () => {
  const ask = async (userId: string) => {
    const token = app.issuer.serviceToken('identity-service', 'analytics-service');
    const path = `/internal/people/${userId}/data`;
    return personalData.parse((await app.http().get(path).set('authorization', `Bearer ${token}`).expect(200)).body);
  };

  it('has since when they are known, and what was kept of what they paid', async () => {
    const { userId, payment } = await aCustomer();
    await aCustomer();
    expect(await ask(userId)).toEqual({
      items: [
        {
          kind: 'analytics',
          data: { registeredAt: '2026-11-21T12:00:00.000Z', orders: 1, revenue: [payment.amount] },
        },
      ],
      nextCursor: null,
    });
  });

  it('is empty for one nobody knows, and after an erasure', async () => {
    const { userId } = await aCustomer();
    await erase(userId);
    expect([await ask(userId), await ask(uuid())]).toEqual(Array(2).fill({ items: [], nextCursor: null }));
  });

  it('is for services', async () => {
    const token = app.issuer.userToken();
    await app.http().get(`/internal/people/${uuid()}/data`).set('authorization', `Bearer ${token}`).expect(403);
  });
});
