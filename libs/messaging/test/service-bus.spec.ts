import { unavailable } from '@causeway/data-model';
import { startTelemetry } from '@causeway/runtime/telemetry';
import type { Emulator } from '@causeway/service-bus-emulator';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { DeadLetter, EventTooLarge } from '../src/service-bus.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { deadLetters, type Service, startBroker, startService } from './bench.js';
import { eventually } from './eventually.js';

const exporter = new InMemorySpanExporter();
startTelemetry({ service: 'messaging-test', cloud: 'azure' }, [new SimpleSpanProcessor({ exporter })]);

const topic = 'notifications';
const subscription = `${topic}/Subscriptions/order-service`;

let broker: Emulator;
let service: Service;

beforeEach(async () => {
  broker = await startBroker();
  service = await startService('order-service', broker.connectionString);
});

afterEach(async () => {
  await service.stop();
  await broker.stop();
});

const publish = (...events: ReturnType<typeof aNotificationEvent>[]) =>
  service.bus.publish(
    aPoint,
    events.map((event) => ({ topic, event })),
  );

const handledAll = (count: number) => eventually(() => expect(service.deliveries).toHaveLength(count));

const counts = () => broker.counts()[subscription];

const atRest = { active: 0, scheduled: 0, locked: 0 };

/** Waits until nothing is left in the subscription but dead letters. */
const settled = () => eventually(() => expect(counts()).toMatchObject(atRest));

const reasons = async () =>
  (await deadLetters(service.bus, topic, 'order-service')).map(({ deadLetterReason, deadLetterErrorDescription }) => [
    deadLetterReason,
    deadLetterErrorDescription,
  ]);

test('an event reaches its handler as it was published, and is gone from the subscription', async () => {
  const event = aNotificationEvent();
  await publish(event);
  await handledAll(1);
  expect(service.deliveries).toEqual([{ event, redelivery: 0 }]);
  await settled();
  expect(counts()).toMatchObject({ deadLetter: 0 });
});

test('many events are handled, each once, and a repeated one once', async () => {
  const events = Array.from({ length: 200 }, () => aNotificationEvent());
  const [first] = events;
  if (first === undefined) throw new Error('there are 200');
  await Promise.all([publish(...events), publish(first)]);
  await publish(first);
  await handledAll(200);
  await settled();
  expect(new Set(service.deliveries.map(({ event }) => event.id)).size).toBe(200);
  expect(service.deliveries).toHaveLength(200);
});

test("the consumer's span is a child of the producer's, and linked to it", async () => {
  exporter.reset();
  const event = aNotificationEvent();
  await publish(event);
  await handledAll(1);
  const span = await eventually(() => {
    const found = exporter.getFinishedSpans().find(({ name }) => name === `process ${event.type}`);
    if (found === undefined) throw new Error('no span yet');
    return found;
  });
  const [, traceId, spanId] = event.traceparent.split('-');
  expect(span.spanContext().traceId).toBe(traceId);
  expect(span.parentSpanContext?.spanId).toBe(spanId);
  expect(span.links.map((link) => link.context.spanId)).toEqual([spanId]);
  const sending = exporter.getFinishedSpans().find(({ name }) => name === `publish ${topic}`);
  expect(sending?.spanContext().traceId).toBe(traceId);
});

describe('a failure', () => {
  it('that will pass is tried again later, for the failing subscription alone', async () => {
    const other = await startService('analytics-service', broker.connectionString);
    service.handle = () => {
      if (service.deliveries.length < 3) throw unavailable('The store is away.');
    };
    const event = aNotificationEvent();
    await publish(event);
    await handledAll(3);
    await settled();
    expect(service.deliveries.map(({ redelivery }) => redelivery)).toEqual([0, 1, 2]);
    expect(new Set(service.deliveries.map((one) => one.event.id))).toEqual(new Set([event.id]));
    expect(other.deliveries).toHaveLength(1);
    await other.stop();
  });

  it('that the handler calls final ends in the dead letters with its reason, and stops nothing', async () => {
    service.handle = () => {
      if (service.deliveries.length === 1) throw new DeadLetter('unknown-order', 'There is no such order.');
    };
    await publish(aNotificationEvent());
    await handledAll(1);
    await publish(aNotificationEvent());
    await handledAll(2);
    await settled();
    expect(await reasons()).toEqual([['unknown-order', 'There is no such order.']]);
  });

  it('that nobody expected is tried ten times, then dead-lettered as max-delivery', async () => {
    service.handle = () => {
      throw new TypeError('undefined is not an order');
    };
    await publish(aNotificationEvent());
    await handledAll(10);
    await settled();
    expect(await reasons()).toEqual([['max-delivery', 'TypeError: undefined is not an order']]);
    expect(service.deliveries).toHaveLength(10);
  });

  it.each([
    ['schema', 'is no JSON', 'no cloud event', 'shop.notification.sent.v1'],
    ['schema', 'lacks what its type demands', { ...aNotificationEvent(), data: {} }, 'shop.notification.sent.v1'],
    ['version', 'is of a version unknown here', { ...aNotificationEvent(), type: 'shop.notification.sent.v2' }, 'x'],
  ])('is certain (%s) when the message %s', async (reason, _what, body, type) => {
    const sender = service.bus.client.createSender(topic);
    await sender.sendMessages({ body, messageId: 'bad', applicationProperties: { type } });
    await publish(aNotificationEvent());
    await handledAll(1);
    await settled();
    expect((await reasons()).map(([code]) => code)).toEqual([reason]);
  });
});

test('an event that nothing here handles is dead-lettered, not lost', async () => {
  const paying = await startService('payment-service', broker.connectionString);
  const sender = paying.bus.client.createSender('orders');
  const event = { ...aNotificationEvent(), type: 'shop.order.placed.v2' };
  await sender.sendMessages({ body: event, messageId: event.id, applicationProperties: { type: event.type } });
  await eventually(() =>
    expect(broker.counts()['orders/Subscriptions/payment-service']).toMatchObject({ active: 0, deadLetter: 1 }),
  );
  expect(broker.counts()['orders/Subscriptions/product-service']).toMatchObject({ active: 0 });
  await paying.stop();
});

describe('when the service stops', () => {
  it('a handler that is running finishes, and its message is completed', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    service.handle = () => work;
    await publish(aNotificationEvent());
    await handledAll(1);
    const closed = service.app.close();
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    finish();
    await closed;
    expect(counts()).toMatchObject({ ...atRest, deadLetter: 0 });
  });

  it('what comes afterwards waits for the next start', async () => {
    await service.app.close();
    await publish(aNotificationEvent());
    const next = await startService('order-service', broker.connectionString);
    await eventually(() => expect(next.deliveries).toHaveLength(1));
    expect(service.deliveries).toHaveLength(0);
    await next.stop();
  });
});

test('no more handlers run at once than allowed', async () => {
  await service.app.close();
  const narrow = await startService('order-service', broker.connectionString, 2);
  let running = 0;
  let most = 0;
  narrow.handle = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
  };
  await publish(...Array.from({ length: 20 }, () => aNotificationEvent()));
  await eventually(() => expect(narrow.deliveries).toHaveLength(20));
  expect(most).toBe(2);
  await narrow.stop();
});

test('a service outlives its broker: it goes on when the broker is back', async () => {
  const { port } = broker;
  await broker.stop();
  await expect(publish(aNotificationEvent())).rejects.toBeDefined();
  broker = await startBroker(port);
  const event = aNotificationEvent();
  await eventually(() => publish(event));
  await eventually(() => expect(service.deliveries.map((one) => one.event.id)).toContain(event.id), 15_000);
});

test('a service that starts before its broker receives once the broker is there', async () => {
  const { port, connectionString } = broker;
  await broker.stop();
  const early = await startService('analytics-service', connectionString);
  broker = await startBroker(port);
  await eventually(() => early.bus.publish(aPoint, [{ topic, event: aNotificationEvent() }]));
  await eventually(() => expect(early.deliveries).toHaveLength(1), 15_000);
  await early.stop();
});

test('an event over 200 kB is refused before it is sent', async () => {
  const event = aNotificationEvent();
  event.data.notification.template = 'x'.repeat(200_000);
  await expect(publish(event)).rejects.toBeInstanceOf(EventTooLarge);
});

test('a door that is handed events calls the same handlers', async () => {
  const event = aNotificationEvent();
  await service.strategy.receive(JSON.parse(JSON.stringify(event)));
  expect(service.deliveries).toEqual([{ event, redelivery: 0 }]);
  service.handle = () => {
    throw new DeadLetter('unknown-order', 'There is no such order.');
  };
  await expect(service.strategy.receive(event)).rejects.toMatchObject({ reason: 'unknown-order' });
  await expect(service.strategy.receive({ hello: 'world' })).rejects.toMatchObject({ reason: 'schema' });
});
