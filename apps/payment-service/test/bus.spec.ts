import { randomUUID } from 'node:crypto';
import { openPlaces } from '@causeway/messaging/dead-letters';
import { ServiceBus } from '@causeway/messaging/service-bus';
import { emulatorConfig } from '@causeway/messaging/topology';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { anOrder, aPoint, eventually } from '@causeway/testing';
import { listening } from '../src/app.module.js';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

let broker: Emulator;
let world: World;
let app: PaymentApp;

beforeAll(async () => {
  [broker, world] = await Promise.all([startEmulator({ config: emulatorConfig(), memory: true }), startWorld()]);
  app = await startPaymentApp(world, { SERVICE_BUS_CONNECTION_STRING: broker.connectionString });
});
afterAll(async () => {
  await app.stop();
  await Promise.all([world.stop(), broker.stop()]);
});

it('what the service refuses of the bus is a dead letter, and noted in the audit trail', async () => {
  const [side] = listening(app.nest);
  const { strategy } = side ?? {};
  strategy?.listen(() => undefined);
  const bus = new ServiceBus(broker.connectionString);
  const order = anOrder();
  const type = 'shop.order.placed.v1';
  const forged = {
    specversion: '1.0',
    id: `order/${order.id}/1/${type}`,
    source: '/azure/payment-service',
    type,
    subject: order.id,
    time: order.createdAt,
    datacontenttype: 'application/json',
    aggregateversion: 1,
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    data: { order },
  };
  const messageId = randomUUID();
  await bus.send(aPoint, 'orders', { body: forged, messageId, applicationProperties: { type } });
  const note = await eventually(() => {
    const found = app.audited.find(({ subject }) => subject === order.id);
    if (found === undefined) throw new Error('nothing was noted');
    return found;
  });
  expect(note).toMatchObject({
    type: 'event.refused',
    service: 'payment-service',
    actor: { kind: 'unknown', id: null },
    traceId: 'a'.repeat(32),
    detail: { reason: 'forged', eventType: type, eventId: forged.id, claimedSource: '/azure/payment-service' },
  });
  const dynamo = { region: 'eu-west-1', endpoint: undefined, tables: [] };
  const { places, close } = openPlaces({ serviceBus: broker.connectionString, dynamo, databases: [] });
  const place = places.find(({ name }) => name === 'orders/payment-service');
  const letters = await eventually(async () => {
    const found = await Array.fromAsync(place?.letters() ?? []);
    expect(found).toHaveLength(1);
    return found;
  });
  expect(letters).toMatchObject([{ id: note.detail.place, eventId: messageId, reason: 'forged' }]);
  await Promise.all([close(), bus.close()]);
  await strategy?.close();
});
