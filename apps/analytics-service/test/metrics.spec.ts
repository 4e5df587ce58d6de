import { topicOf } from '@causeway/data-model';
import { ServiceBus } from '@causeway/messaging/service-bus';
import { emulatorConfig } from '@causeway/messaging/topology';
import { flushTelemetry } from '@causeway/runtime/telemetry';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { aPoint, eventually, startCollector } from '@causeway/testing';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { orderHistory } from './histories.js';

let collector: Awaited<ReturnType<typeof startCollector>>;
let broker: Emulator;
let app: AnalyticsApp;
let bus: ServiceBus;

beforeAll(async () => {
  collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  process.env.OTEL_METRIC_EXPORT_INTERVAL = '100';
  broker = await startEmulator({ config: emulatorConfig(), memory: true });
  app = await startAnalytics(broker);
  bus = new ServiceBus(broker.connectionString);
});
afterAll(async () => {
  await bus.close();
  await app.stop();
  await broker.stop();
  await flushTelemetry();
  await collector.stop();
});

test('what was handled, how late it came, and what was set aside is seen from outside', async () => {
  const history = orderHistory('paid');
  await bus.publish(
    aPoint,
    history.map((event) => ({ topic: topicOf(event.type), event })),
  );
  const poison = { body: 'no event', applicationProperties: { type: 'shop.order.placed.v1' } };
  for (const messageId of ['one', 'two']) await bus.send(aPoint, 'orders', { ...poison, messageId });
  await eventually(() => {
    const sums = Object.values(collector.values('causeway.sync.lag_ms', 'source'));
    expect(sums.reduce((sum, samples) => sum + samples, 0)).toBe(history.length);
    expect(collector.values('causeway.consumer.outcomes', 'outcome')).toMatchObject({ 'dead-letter': 2 });
    expect(collector.values('causeway.dead_letters.count', 'source')).toEqual({
      'orders/analytics-service': 2,
      'payments/analytics-service': 0,
      'catalogue/analytics-service': 0,
      'notifications/analytics-service': 0,
      'accounts/analytics-service': 0,
    });
    expect(collector.values('causeway.dead_letters.oldest_ms', 'source')['orders/analytics-service']).toBeGreaterThan(
      0,
    );
  }, 40_000);
}, 60_000);
