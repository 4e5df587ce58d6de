import { type CloudEvent, personalData, pseudonymOf } from '@causeway/data-model';
import { type BlobEngine, startBlob } from '@causeway/engines';
import { isTransient } from '@causeway/runtime/outgoing';
import { type Blobs, openBlob } from '@causeway/stores/blob';
import { anOrder } from '@causeway/testing';
import { v7 } from 'uuid';
import { blobReceipts } from '../src/adapters/blob-receipts.js';
import { type NotificationApp, startNotifications } from './notification-app.js';
import { orderEvent } from './order-events.js';

let blob: BlobEngine;
let blobs: Blobs;
let app: NotificationApp;

beforeAll(async () => {
  blob = await startBlob();
  blobs = openBlob(blob.connectionString);
  app = await startNotifications(blob);
});
afterAll(async () => {
  await app.stop();
  await blob.stop();
});
afterEach(() => {
  app.mail.mails.length = 0;
  app.identity.away = false;
  app.identity.issuer.erasures.away = false;
});

/** Somebody who was told that their order is paid. */
async function aCustomerOfOurs() {
  const { id: userId, email, name } = app.customer('Annabel Quay');
  const event = orderEvent('shop.order.paid.v1', anOrder({ userId }));
  await app.deliver(event);
  return { userId, email, name, event };
}

/** identity-service erases an account, and tells of it. */
async function erase(userId: string): Promise<void> {
  erasedAtIdentity(userId);
  await app.accountErased(userId);
}

function erasedAtIdentity(userId: string): void {
  app.identity.users.delete(userId);
  app.identity.issuer.erasures.of.add(userId);
}

const rowOf = ({ id }: CloudEvent) =>
  app.db.selectFrom('notifications').selectAll().where('event_id', '=', id).executeTakeFirstOrThrow();

const receiptOf = async ({ subject }: CloudEvent) => (await blobs.get('receipts', `${subject}.html`))?.bytes.toString();

const reportsOf = (userId: string) =>
  app.identity.issuer.erasures.reports.filter((report) => report.userId === userId).map(({ erased }) => erased);

/** All that is kept, in tables and files. */
async function everything(): Promise<string> {
  const tables = ['notifications', 'inbox', 'outbox', 'erased_people'] as const;
  const rows = await Promise.all(
    tables.map((table) =>
      app.db
        .selectFrom(table as 'notifications')
        .selectAll()
        .execute(),
    ),
  );
  const names = await blobs.list('receipts');
  const files = await Promise.all(names.map((name) => blobs.get('receipts', name)));
  return JSON.stringify([rows, names, files.map((file) => file?.bytes.toString())]);
}

it('leaves the row of each letter, and neither a receipt nor whose it was', async () => {
  const { userId, email, name, event } = await aCustomerOfOurs();
  const { user_id, ...before } = await rowOf(event);
  expect(user_id).toBe(userId);
  expect(await receiptOf(event)).toContain(name);
  await erase(userId);
  expect(await rowOf(event)).toEqual({ ...before, user_id: pseudonymOf(userId) });
  expect(await receiptOf(event)).toBe('');
  const kept = await everything();
  expect([userId, email, name].filter((text) => kept.includes(text))).toEqual([]);
  expect(reportsOf(userId)).toEqual([{ notifications: 1, receipts: 1 }]);
});

it('happens once, however often the event comes', async () => {
  const { userId, event } = await aCustomerOfOurs();
  await erase(userId);
  const row = await rowOf(event);
  await erase(userId);
  expect(await rowOf(event)).toEqual(row);
  expect(reportsOf(userId)).toEqual([
    { notifications: 1, receipts: 1 },
    { notifications: 0, receipts: 0 },
  ]);
});

it('reaches all of many letters', async () => {
  const { id: userId } = app.customer();
  const orders = Array.from({ length: 101 }, () => orderEvent('shop.order.cancelled.v1', anOrder({ userId })));
  for (const event of orders) await app.deliver(event);
  await erase(userId);
  expect(reportsOf(userId)).toEqual([{ notifications: 101, receipts: 0 }]);
  expect(await everything()).not.toContain(userId);
}, 60_000);

it('happens to nobody whom identity-service has not erased', async () => {
  const { userId, event } = await aCustomerOfOurs();
  await expect(app.accountErased(userId)).rejects.toMatchObject({ reason: 'contradiction' });
  expect((await rowOf(event)).user_id).toBe(userId);
  expect(await receiptOf(event)).not.toBe('');
  expect(reportsOf(userId)).toEqual([]);
});

it('waits while identity-service is away', async () => {
  const { userId, event } = await aCustomerOfOurs();
  app.identity.issuer.erasures.of.add(userId);
  app.identity.issuer.erasures.away = true;
  expect(isTransient(await app.accountErased(userId).catch((error: unknown) => error))).toBe(true);
  expect((await rowOf(event)).user_id).toBe(userId);
});

it('keeps a letter from being sent whose event was put off', async () => {
  const { id: userId } = app.customer();
  const event = orderEvent('shop.order.paid.v1', anOrder({ userId }));
  app.identity.away = true;
  await app.deliver(event).catch(() => undefined);
  app.identity.away = false;
  expect((await rowOf(event)).status).toBe('pending');
  await erase(userId);
  await app.deliver(event);
  expect(await rowOf(event)).toMatchObject({ user_id: pseudonymOf(userId), status: 'failed' });
  expect(app.mail.mails).toEqual([]);
});

it.each(['before', 'after'])(
  'sends nothing about an order event that comes %s it by the name of nobody',
  async (when) => {
    const { id: userId } = app.customer();
    const event = orderEvent('shop.order.paid.v1', anOrder({ userId }));
    if (when === 'after') await erase(userId);
    // Whom nobody knows, nobody is asked about.
    app.identity.away = true;
    const { order } = event.data;
    await app.deliver({ ...event, data: { order: { ...order, userId: pseudonymOf(userId) } } });
    expect(await rowOf(event)).toMatchObject({ user_id: pseudonymOf(userId), status: 'failed' });
    expect(app.mail.mails).toEqual([]);
  },
);

it('is not undone by an order event that comes late, by the old name', async () => {
  const { id: userId } = app.customer();
  await erase(userId);
  const event = orderEvent('shop.order.paid.v1', anOrder({ userId }));
  await app.deliver(event);
  expect(await rowOf(event)).toMatchObject({ user_id: pseudonymOf(userId), status: 'failed' });
  expect(await everything()).not.toContain(userId);
});

it('gives a letter up that is about to go to one who is gone, before anybody has told so', async () => {
  const { id: userId } = app.customer();
  erasedAtIdentity(userId);
  const event = orderEvent('shop.order.paid.v1', anOrder({ userId }));
  await app.deliver(event);
  expect((await rowOf(event)).status).toBe('failed');
  await app.accountErased(userId);
  expect(await everything()).not.toContain(userId);
});

it('leaves no receipt behind that somebody was about to write', async () => {
  const { userId, event } = await aCustomerOfOurs();
  await erase(userId);
  await blobReceipts(blobs).keep(event.subject, '<p>Dear Ann,</p>');
  expect(await receiptOf(event)).toBe('');
});

describe('the copy of what is kept about a person', () => {
  it('has their notifications, page by page', async () => {
    const { id: userId } = app.customer();
    const orders = Array.from({ length: 101 }, () => orderEvent('shop.order.cancelled.v1', anOrder({ userId })));
    for (const event of orders) await app.deliver(event);
    const first = personalData.parse((await app.get(`/internal/people/${userId}/data`).expect(200)).body);
    expect(first.items).toHaveLength(100);
    const more = await app.get(`/internal/people/${userId}/data?after=${first.nextCursor}`).expect(200);
    const last = personalData.parse(more.body);
    expect(last).toMatchObject({ items: [{ kind: 'notifications', data: { status: 'sent' } }], nextCursor: null });
    const listed = [...first.items, ...last.items].map(({ data }) => JSON.stringify(data));
    expect(new Set(listed).size).toBe(101);
  }, 60_000);

  it('is empty for one nobody knows', async () => {
    const { body } = await app.get(`/internal/people/${v7()}/data`).expect(200);
    expect(body).toEqual({ items: [], nextCursor: null });
  });

  it("is for services, and takes no cursor that is not one of this person's", async () => {
    const userId = v7();
    await app.get(`/internal/people/${userId}/data`, app.identity.issuer.userToken({ userId })).expect(403);
    await app.get(`/internal/people/${userId}/data?after=rubbish`).expect(400);
  });
});
