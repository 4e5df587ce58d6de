import { type BlobEngine, startBlob } from '@causeway/engines';
import { ServiceBus } from '@causeway/messaging/service-bus';
import { emulatorConfig } from '@causeway/messaging/topology';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { anOrder, aPoint, eventually } from '@causeway/testing';
import { type NotificationApp, startNotifications } from './notification-app.js';
import { orderEvent } from './order-events.js';

let blob: BlobEngine;
let broker: Emulator;
let app: NotificationApp;
let orderService: ServiceBus;

beforeAll(async () => {
  [blob, broker] = await Promise.all([startBlob(), startEmulator({ config: emulatorConfig(), memory: true })]);
  app = await startNotifications(blob, broker);
  orderService = new ServiceBus(broker.connectionString);
});
afterAll(async () => {
  await orderService.close();
  await app.stop();
  await Promise.all([broker.stop(), blob.stop()]);
});

const ours = 'orders/Subscriptions/notification-service';
const theirs = 'notifications/Subscriptions/order-service';

/** Publishes a paid event for each of `count` new orders of one customer. */
async function pay(count: number): Promise<string[]> {
  const ann = app.customer();
  const events = Array.from({ length: count }, () => orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id })));
  for (const { data } of events) app.sources.hold(data.order);
  await orderService.publish(
    aPoint,
    events.map((event) => ({ topic: 'orders', event })),
  );
  return events.map(({ id }) => id);
}

const told = async (eventIds: string[]) => {
  const rows = await app.db
    .selectFrom('notifications')
    .select(['event_id', 'status'])
    .where('event_id', 'in', eventIds)
    .execute();
  expect(rows.map(({ event_id }) => event_id).sort()).toEqual([...eventIds].sort());
  expect(rows.filter(({ status }) => status !== 'sent')).toEqual([]);
  expect(broker.counts()[ours]).toMatchObject({ active: 0, scheduled: 0, locked: 0, deadLetter: 0 });
};

it('letters wait for a mail server that is away, and go out when it is back', async () => {
  await app.mail.stop();
  const eventIds = await pay(5);
  // Delayed copies wait at the topic.
  await eventually(() => expect(broker.counts().orders?.scheduled).toBeGreaterThan(0));
  await app.mail.start();
  await eventually(() => told(eventIds), 15_000);
  expect(app.mail.mails).toHaveLength(5);
  await eventually(() => expect(broker.counts()[theirs]).toMatchObject({ active: 5 }));
});

it('a process that ends in the middle leaves nothing undone and tells nobody twice', async () => {
  const before = broker.counts()[theirs]?.active ?? 0;
  const eventIds = await pay(30);
  await app.restart();
  // What the process held comes back when its locks end, after a minute.
  await eventually(() => told(eventIds), 90_000);
  await eventually(() => expect(broker.counts()[theirs]).toMatchObject({ active: before + 30 }));
  expect(new Set(app.mail.messageIds).size).toBe(35);
}, 120_000);

it('what nobody ordered is a dead letter at once, and noted in the audit trail', async () => {
  const forged = orderEvent('shop.order.paid.v1', anOrder({ userId: app.customer().id }));
  const letters = broker.counts()[ours]?.deadLetter ?? 0;
  await orderService.publish(aPoint, [{ topic: 'orders', event: forged }]);
  await eventually(() => expect(broker.counts()[ours]).toMatchObject({ deadLetter: letters + 1 }));
  await eventually(() =>
    expect(app.audited.find(({ subject }) => subject === forged.subject)).toMatchObject({
      type: 'event.refused',
      service: 'notification-service',
      detail: { reason: 'unknown-order', eventId: forged.id },
    }),
  );
});
