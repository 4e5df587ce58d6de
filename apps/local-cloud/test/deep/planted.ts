import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ServiceBusClient } from '@azure/service-bus';
import { anEvent, type Payment, topicOf } from '@causeway/data-model';
import { DynamoTable, openDynamo } from '@causeway/stores/dynamo';
import { openSql, type SqlStore } from '@causeway/stores/sql';
import { aPayment, aPoint, eventually } from '@causeway/testing';
import { Refusal } from '../../src/client/shop.js';
import { atTheBroker } from './at-the-broker.js';
import type { House } from './house.js';
import type { Story } from './stories.js';

// What no request brings about in seconds is planted in the stores, and taken out again.

/** Longer than all deaths of a round, and what comes after them. */
const withinMs = 180_000;

const tableOf = ({ system }: House, name: string) => {
  const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: `http://127.0.0.1:${system.ports.dynamo}` });
  return new DynamoTable(client, name);
};

/** The store dies in other experiments, and whoever writes to it himself has to ask again. */
const write = (table: DynamoTable, change: Parameters<DynamoTable['write']>[1]) =>
  eventually(() => table.write(aPoint, change), withinMs);

const databaseOf = <DB>({ system }: House, file: string) => openSql<DB>(`sqlite:${join(system.dataDir, 'sql', file)}`);

/** Tells order-service of a payment for an order that it does not know. Gives the event's id. */
async function tellOrderService(house: House, orderId: string): Promise<string> {
  const payment = aPayment({ orderId });
  const event = anEvent(
    'shop.payment.captured.v1',
    { payment },
    {
      aggregate: 'payment',
      subject: payment.id,
      version: payment.version,
      source: '/azure/payment-service',
      time: new Date().toISOString(),
      traceparent: `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-00`,
    },
  );
  const message = { body: event, to: 'order-service', messageId: randomUUID() };
  const send = (client: ServiceBusClient) =>
    client.createSender(topicOf(event.type)).sendMessages({ ...message, applicationProperties: { type: event.type } });
  await eventually(() => atTheBroker(house, send), withinMs);
  return event.id;
}

/** A dead letter of order-service's; gives the id of its event. */
export async function deadLetter(house: House): Promise<string> {
  const id = await tellOrderService(house, randomUUID());
  const peek = async (client: ServiceBusClient) => {
    const letters = client.createReceiver('payments', 'order-service', { subQueueType: 'deadLetter' });
    // Others may have dead letters there at the same time.
    expect((await letters.peekMessages(250)).map(({ body }) => body.id)).toContain(id);
  };
  await eventually(() => atTheBroker(house, peek), 90_000);
  return id;
}

/** An entry that was parked in order-service's outbox, of an event that everybody has had already; gives the event's id. */
export async function parkedEntry(house: House): Promise<string> {
  const order = await house.order();
  await house.settled(order.id);
  const table = tableOf(house, 'causeway-orders');
  const at = new Date().toISOString();
  const traceparent = `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-00`;
  const origin = {
    aggregate: 'order',
    subject: order.id,
    version: 1,
    source: '/aws/order-service',
    time: at,
    traceparent,
  } as const;
  const event = anEvent('shop.order.placed.v1', { order }, origin);
  const parked = { outboxShard: 'PARKED', outboxAt: at, parkedReason: 'EventTooLarge: it was', attempts: 10 };
  const entry = { pk: `OUT#${event.id}`, sk: 'OUT', topic: 'orders', body: JSON.stringify(event), ...parked };
  await write(table, table.put(entry));
  return event.id;
}

/** A day has gone by since the archive's chain began: a new one begins with all there is. */
export const chainBegunAnew: Story = async (house) => {
  const store = databaseOf<{ archive_chain: { id: number; chain: string; part: number } }>(house, 'analytics.db');
  const chain = store.db.selectFrom('archive_chain').select('chain');
  const none = { chain: '', part: 0 };
  await plant(store, (db) => db.updateTable('archive_chain').set(none).where('id', '=', 1).execute());
  await eventually(async () => expect((await chain.executeTakeFirst())?.chain).not.toBe(''), withinMs);
  await store.close();
};

export const unknownOrder: Story = (house) => tellOrderService(house, randomUUID());

/** An order nobody can read stands where an event is meant for: unexpected, and given back until it is a dead letter. */
export const unreadableOrder: Story = async (house) => {
  const orderId = randomUUID();
  const table = tableOf(house, 'causeway-orders');
  const key = { pk: `O#${orderId}`, sk: 'META' };
  await write(table, table.put({ ...key, schemaVersion: 99 }));
  try {
    const isOver = await house.untilDeadLettered('payments', 'order-service');
    await tellOrderService(house, orderId);
    await isOver();
  } finally {
    await write(table, table.delete(key));
  }
};

/** An entry of order-service's outbox that no message can carry, after so many failed tries. */
export const tooLargeEvent =
  (attempts: number): Story =>
  async (house) => {
    const table = tableOf(house, 'causeway-orders');
    const id = `order/${randomUUID()}/1/shop.order.placed.v1`;
    const key = { pk: `OUT#${id}`, sk: 'OUT' };
    const body = JSON.stringify({ id, type: 'shop.order.placed.v1', data: { padding: 'x'.repeat(210_000) } });
    const outboxAt = new Date(Date.now() - 10_000).toISOString();
    const entry = { ...key, topic: 'orders', body, attempts, outboxShard: 'OUT#0', outboxAt };
    await write(table, table.put(entry));
    try {
      await eventually(async () => expect((await table.get(key))?.attempts).toBe(attempts + 1), withinMs);
    } finally {
      await write(table, table.delete(key));
    }
  };

/** The customer's account is gone when the letter is to be sent. */
export const goneCustomer: Story = async (house) => {
  const email = `gone-${randomUUID()}@causeway.example`;
  const password = 'causeway-demo-1';
  const product = await house.newProduct();
  const session = await house.client.session(email, password, 'Ann');
  const { id } = (await session.get<{ id: string }>('/v1/me')).body;
  const order = await house.order('pm_card_slow', product, {}, session);
  const table = tableOf(house, 'causeway-identity');
  await write(table, table.delete({ pk: `U#${id}`, sk: 'META' }));
  await house.until(order.id, ({ status }) => status === 'paid', session);
};

/** An account whose password is kept as long ago: a hash that cost next to nothing. */
export const cheapHash: Story = async (house) => {
  const email = `cheap-${randomUUID()}@causeway.example`;
  const session = await house.client.session(email, 'causeway-demo-1', 'Ann');
  const { id } = (await session.get<{ id: string }>('/v1/me')).body;
  const passwordHash = '$argon2id$v=19$m=8,t=1,p=1$lVgM7vHwVgOnV6Z0hkcP7Q$Lf8zHK7eIg2IylA+CVbpph9KirE961o9mBo2M6YXlkU';
  const table = tableOf(house, 'causeway-identity');
  const change = { update: 'SET #passwordHash = :passwordHash', values: { passwordHash } };
  await write(table, table.update({ pk: `U#${id}`, sk: 'META' }, change));
  await session.logIn();
};

/** A signing key that took over so long ago that the one before it has verified its last token. */
export const servedKey: Story = async (house) => {
  const table = tableOf(house, 'causeway-identity');
  const [first] = await eventually(
    async () => (await table.query({ where: '#pk = :pk', values: { pk: 'KEY' }, limit: 100 })).items,
    withinMs,
  );
  if (first === undefined) throw new Error('There is no signing key.');
  const { privateKey } = first;
  // It stands before the first one, so that it never signs.
  const served = { pk: 'KEY', sk: `k-${randomUUID()}`, schemaVersion: 1, privateKey, createdAt: longAgo };
  await write(table, table.put({ ...served, activeFrom: '1969-12-31T00:00:00.000Z' }));
  await eventually(async () => expect(await table.get(served)).toBeUndefined(), withinMs);
};

type Payments = { payments: { id: string; status: string; due_at: string | null; revision: number } };

/** A payment that nobody could clear up in 15 minutes, and a person who does. */
export const clearedUpPayment: Story = async (house) => {
  const order = await house.order('pm_card_3ds');
  const { nextAction } = await house.askedToAuthenticate(order.id);
  if (nextAction === null) return;
  const payment: Payment = await house.paymentOf(order);
  const store = databaseOf<Payments>(house, 'payments.db');
  const review = { status: 'manual_review', due_at: null };
  await plant(store, (db) => db.updateTable('payments').set(review).where('id', '=', payment.id).execute());
  await store.close();
  const path = `/v1/payments/${payment.id}/resolution`;
  await house.support.post(path, { outcome: 'declined', note: 'no answer' }).catch((error: unknown) => {
    // 409: an earlier try whose answer was lost has resolved it.
    if (!(error instanceof Refusal)) throw error;
  });
  await house.settled(order.id);
};

type Projection = {
  projected_products: {
    id: string;
    sku: string;
    name: string;
    category: string;
    currency: string;
    price: number;
    deleted: number;
    version: number;
    hash: string;
    projected_at: string;
  };
  projected_order_lines: { order_id: string; product_id: string; name: string; quantity: number; revenue: number };
};

const longAgo = '2026-01-01T00:00:00.000Z';

/** What is planted by one statement; a process that is frozen while it writes has the database to itself for as long. */
const plant = <DB>(store: SqlStore<DB>, statement: Parameters<SqlStore<DB>['write']>[1]) =>
  eventually(() => store.write(aPoint, statement), withinMs);

async function inProjection(house: House, work: (store: SqlStore<Projection>) => Promise<void>): Promise<void> {
  const store = databaseOf<Projection>(house, 'analytics.db');
  await work(store).finally(() => store.close());
}

/** A row of the projection that says something else than its source. */
export const driftedRow: Story = async (house) => {
  // One that has not changed for a while: what is young is left to its event.
  const { items } = (await house.customer.get<{ items: { id: string }[] }>('/v1/products?category=lighting')).body;
  const id = items[Math.floor(Math.random() * items.length)]?.id ?? '';
  await inProjection(house, async (store) => {
    const products = store.db.selectFrom('projected_products').select('name').where('id', '=', id);
    const drift = { name: 'drifted', projected_at: longAgo };
    await eventually(async () => expect(await products.executeTakeFirst()).toBeDefined(), withinMs);
    await plant(store, (db) => db.updateTable('projected_products').set(drift).where('id', '=', id).execute());
    await eventually(async () => expect((await products.executeTakeFirst())?.name).not.toBe('drifted'), withinMs);
  });
};

/** A row of the projection whose source has no such thing. */
export const surplusRow: Story = (house) =>
  inProjection(house, async (store) => {
    const id = randomUUID();
    const words = { sku: id, name: 'surplus', category: 'tests', currency: 'EUR' };
    const row = { id, ...words, price: 1, deleted: 0, version: 1, hash: '', projected_at: longAgo };
    await plant(store, (db) => db.insertInto('projected_products').values(row).execute());
    const found = store.db.selectFrom('projected_products').select('id').where('id', '=', id);
    await eventually(async () => expect(await found.executeTakeFirst()).toBeUndefined(), withinMs);
  });

/** A line of an order that the projection does not have. */
export const orphanedLine: Story = (house) =>
  inProjection(house, async (store) => {
    const line = { order_id: randomUUID(), product_id: randomUUID(), name: 'orphan', quantity: 1, revenue: 1 };
    await plant(store, (db) => db.insertInto('projected_order_lines').values(line).execute());
    const found = store.db.selectFrom('projected_order_lines').select('name').where('order_id', '=', line.order_id);
    await eventually(async () => expect(await found.executeTakeFirst()).toBeUndefined(), withinMs);
  });
