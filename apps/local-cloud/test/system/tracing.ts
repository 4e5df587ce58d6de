import { randomBytes } from 'node:crypto';
import { order } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import type { StoredSpan } from '../../src/control/otlp.js';
import { ask } from './api.js';
import { aCustomer } from './people.js';
import { orderOf, type Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

const services = [
  'gateway',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
];

/** What has to happen because of an order, and who hears of it. */
const hearings = [
  ['shop.order.placed.v1', 'payment-service', 'analytics-service'],
  ['shop.payment.captured.v1', 'order-service', 'analytics-service'],
  ['shop.order.paid.v1', 'product-service', 'notification-service', 'analytics-service'],
  ['shop.reservation.committed.v1', 'order-service', 'analytics-service'],
  ['shop.notification.sent.v1', 'order-service', 'analytics-service'],
] as const;

/** Who tells of it. */
const producers: Record<string, string> = {
  order: 'order-service',
  payment: 'payment-service',
  reservation: 'product-service',
  product: 'product-service',
  notification: 'notification-service',
};

export function tracing(test: ShopTest): void {
  test('an order that is paid, notified and projected is one trace through both clouds', async (shop) => {
    const customer = await aCustomer(shop.url);
    const answer = await shop.send(customer, orderOf(await shop.newProduct()));
    const spans = await wholeTrace(shop, answer.traceId);

    expect(spans.filter(({ parentSpanId }) => parentSpanId === null)).toMatchObject([
      { service: 'gateway', name: 'POST /v1/orders', kind: 'server' },
    ]);
    const clouds = Object.fromEntries(spans.map(({ service, cloud }) => [service, cloud]));
    expect(clouds).toMatchObject({
      gateway: 'aws',
      'product-service': 'aws',
      'order-service': 'aws',
      'payment-service': 'azure',
      'notification-service': 'azure',
      'analytics-service': 'azure',
    });
    expect(spans.filter(({ status }) => status === 'error').map(inShort)).toEqual([]);

    const items = await shop.timelineUntil(customer, answer.read(order), 'notification.sent');
    expect(new Set(items.map(({ traceId }) => traceId))).toEqual(new Set([answer.traceId]));
  });

  test("what an event causes is a child of the producer's span, and linked to it", async (shop) => {
    const customer = await aCustomer(shop.url);
    const { traceId } = await shop.send(customer, orderOf(await shop.newProduct()));
    const spans = await wholeTrace(shop, traceId);
    const byId = new Map(spans.map((span) => [span.spanId, span]));

    const consumers = spans.filter(({ kind }) => kind === 'consumer');
    expect(consumers.length).toBeGreaterThanOrEqual(11);
    for (const { name, parentSpanId, links } of consumers) {
      const producer = producers[name.split('.')[1] ?? ''];
      expect([name, byId.get(parentSpanId ?? '')?.service]).toEqual([name, producer]);
      expect([name, links]).toEqual([name, [{ traceId, spanId: parentSpanId }]]);
    }
  });

  test("a trace that the client has begun is continued, as the client's", async (shop) => {
    const traceId = randomBytes(16).toString('hex');
    const spanId = randomBytes(8).toString('hex');
    const customer = await aCustomer(shop.url);
    const answer = await ask(shop.url, 'POST /v1/orders', {
      as: customer.token,
      body: orderOf(await shop.newProduct()),
      headers: { 'idempotency-key': traceId, traceparent: `00-${traceId}-${spanId}-01` },
    });
    expect(answer.traceId).toBe(traceId);
    const spans = await wholeTrace(shop, traceId, spanId);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === null)).toEqual([]);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === spanId)).toMatchObject([{ service: 'gateway' }]);
  });

  test('a refused order is a trace too, and the problem names it', async (shop) => {
    const customer = await aCustomer(shop.url);
    const answer = await shop.send(customer, orderOf(await shop.newProduct({ stock: 0 })));
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.text)).toMatchObject({ traceId: answer.traceId });
    await eventually(async () => {
      const spans = await spansOf(shop, answer.traceId);
      expect(spans.map(({ service }) => service)).toEqual(
        expect.arrayContaining(['gateway', 'order-service', 'product-service']),
      );
      expect(orphansOf(spans)).toEqual([]);
    }, 10_000);
  });
}

/** The trace once all that an order causes has arrived, below the client's own span if it has one; spans are sent in groups. */
const wholeTrace = (shop: Shop, traceId: string, clientSpanId?: string): Promise<StoredSpan[]> =>
  eventually(async () => {
    const spans = await spansOf(shop, traceId);
    expect(spans.map(({ service }) => service)).toEqual(expect.arrayContaining(services));
    const heard = spans.filter(({ kind }) => kind === 'consumer').map(({ name, service }) => `${service} ${name}`);
    const expected = hearings.flatMap(([type, ...consumers]) => consumers.map((who) => `${who} process ${type}`));
    expect(heard).toEqual(expect.arrayContaining(expected));
    expect(orphansOf(spans, clientSpanId).map(inShort)).toEqual([]);
    return spans;
  }, 20_000);

async function spansOf(shop: Shop, traceId: string): Promise<StoredSpan[]> {
  const answer = await fetch(`${shop.url}/__local/traces/${traceId}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { spans: StoredSpan[] }).spans; // what control/server.ts sends
}

/** Spans whose parent is neither in the trace nor the client's. */
function orphansOf(spans: readonly StoredSpan[], clientSpanId?: string): StoredSpan[] {
  const known = new Set([clientSpanId, ...spans.map(({ spanId }) => spanId)]);
  return spans.filter(({ parentSpanId }) => parentSpanId !== null && !known.has(parentSpanId));
}

const inShort = ({ service, name, attributes }: StoredSpan): string =>
  `${service} ${name} ${JSON.stringify(attributes)}`;
