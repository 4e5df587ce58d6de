import { type CloudEvent, topicOf } from '@causeway/data-model';
import { startBlob } from '@causeway/engines';
import { ServiceBus } from '@causeway/messaging/service-bus';
import { emulatorConfig } from '@causeway/messaging/topology';
import { startEmulator } from '@causeway/service-bus-emulator';
import { aPoint, eventually } from '@causeway/testing';
import { startAnalytics } from './analytics-app.js';
import { catalogueHistory, orderHistory, outcomes } from './histories.js';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

/** What is started is stopped, whatever comes of the test. */
async function started<T extends { stop(): Promise<unknown> }>(start: Promise<T>): Promise<T> {
  const one = await start;
  running.push(() => one.stop());
  return one;
}

it('every event of every topic arrives in the projection, and what comes twice counts once', async () => {
  const broker = await started(startEmulator({ config: emulatorConfig(), memory: true }));
  const blob = await started(startBlob());
  const app = await started(startAnalytics(broker, blob));
  const services = new ServiceBus(broker.connectionString);
  running.push(() => services.close());
  const told: CloudEvent[] = [...outcomes.flatMap(orderHistory), ...catalogueHistory()];
  for (const { type, subject } of told) if (type === 'shop.account.erased.v1') app.issuer.erasures.of.add(subject);
  const outgoing = told.map((event) => ({ topic: topicOf(event.type), event }));
  // On a busy machine a send may get no answer in time; what was sent all the same comes twice then, too.
  await eventually(() => services.publish(aPoint, [...outgoing, ...outgoing.slice(0, 10)]));
  // A redrive is a new message with an old event in it.
  for (const { topic, event } of outgoing.slice(0, 5)) {
    const applicationProperties = { type: event.type };
    const redriven = { body: event, messageId: `${event.id}#redrive`, applicationProperties };
    await eventually(() => services.send(aPoint, topic, redriven));
  }
  await eventually(() => {
    const ours = Object.entries(broker.counts()).filter(([path]) => path.endsWith('/analytics-service'));
    expect(ours).toHaveLength(5);
    for (const [, counts] of ours) expect(counts).toMatchObject({ active: 0, locked: 0, scheduled: 0, deadLetter: 0 });
  }, 15_000);
  const { body } = await app.get('/v1/analytics/sync').expect(200);
  expect(body.lagMs.samples).toBe(told.length);
  const rows = await app.db.selectFrom('projected_orders').select('status').execute();
  expect(rows.map(({ status }) => status).sort()).toEqual([
    'cancelled',
    'fulfilled',
    'payment_failed',
    'refunded',
    'refunded',
  ]);
});
