import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricStore } from '../src/control/metric-store.js';
import { startControlServer } from '../src/control/server.js';
import { TraceStore } from '../src/control/trace-store.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const traces = new TraceStore(join(folder, 'traces.db'), 1000);
let server: Server;
let url: string;

beforeAll(async () => {
  server = await startControlServer(0, {
    traces,
    metrics: new MetricStore(),
    system: () => ({ url: '', dataDir: '', startedAt: '', readyMs: 1, totalRssMb: 1, totalMemoryMb: 1, processes: [] }),
    mailboxUrl: 'http://127.0.0.1:1',
    invariants: async () => ({ holds: true }),
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  traces.close();
  rmSync(folder, { recursive: true });
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const aSpan = (overrides: object = {}) => ({
  traceId,
  spanId: 'b7ad6b7169203331',
  name: 'POST /v1/orders',
  kind: 2,
  startTimeUnixNano: '1700000000123456789',
  endTimeUnixNano: '1700000000133456789',
  attributes: [
    { key: 'http.route', value: { stringValue: '/v1/orders' } },
    { key: 'http.response.status_code', value: { intValue: '201' } },
  ],
  links: [],
  status: { code: 0 },
  ...overrides,
});
const request = (...spans: object[]) => ({
  resourceSpans: [
    {
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: 'gateway' } },
          { key: 'cloud.provider', value: { stringValue: 'aws' } },
        ],
      },
      scopeSpans: [{ scope: { name: 'causeway' }, spans }],
    },
  ],
});
const post = (body: unknown, contentType = 'application/json') =>
  fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('spans sent over OTLP are shown by their trace', async () => {
  const link = { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16) };
  const child = aSpan({
    spanId: 'c'.repeat(16),
    parentSpanId: 'b7ad6b7169203331',
    name: 'reserve',
    kind: 3,
    startTimeUnixNano: '1700000000124000000',
    status: { code: 2 },
    links: [link],
  });
  expect((await post(request(child, aSpan()))).status).toBe(200);
  const shown = await fetch(`${url}/__local/traces/${traceId}`);
  expect(await shown.json()).toEqual({
    traceId,
    spans: [
      {
        traceId,
        spanId: 'b7ad6b7169203331',
        parentSpanId: null,
        name: 'POST /v1/orders',
        service: 'gateway',
        cloud: 'aws',
        kind: 'server',
        start: 1700000000123.4568,
        end: 1700000000133.4568,
        durationMs: 10,
        status: 'unset',
        attributes: { 'http.route': '/v1/orders', 'http.response.status_code': 201 },
        links: [],
      },
      expect.objectContaining({ name: 'reserve', kind: 'client', status: 'error', links: [link] }),
    ],
  });
  const recent = await fetch(`${url}/__local/traces?limit=5`);
  expect(await recent.json()).toMatchObject({
    items: [{ traceId, name: 'POST /v1/orders', spans: 2, status: 'error' }],
  });
});

test.each([
  ['not JSON', '{', 'application/json', 400],
  ['not OTLP', { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'x' }] }] }] }, 'application/json', 400],
  ['protobuf', 'x', 'application/x-protobuf', 415],
])('%s is refused and nothing is kept', async (_name, body, contentType, status) => {
  expect((await post(body, contentType)).status).toBe(status);
});

test('an unknown trace is not found', async () => {
  expect((await fetch(`${url}/__local/traces/${'1'.repeat(32)}`)).status).toBe(404);
  const unknown = await fetch(`${url}/__local/else`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect(unknown.headers.get('content-type')).toContain('application/problem+json');
  expect(await unknown.json()).toMatchObject({ status: 404, code: 'not-found', instance: '/__local/else', traceId });
  const posted = await fetch(`${url}/__local/system`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('the oldest spans make room for new ones', () => {
  const hex = (n: number) => n.toString(16).padStart(32, '0');
  for (let n = 1; n <= 3000; n += 1) {
    traces.add([
      {
        traceId: hex(n),
        spanId: 'a'.repeat(16),
        parentSpanId: null,
        name: 'x',
        service: 'gateway',
        cloud: 'aws',
        kind: 'internal',
        start: n,
        end: n,
        durationMs: 0,
        status: 'unset',
        attributes: {},
        links: [],
      },
    ]);
    if (n % 50 === 0) traces.recent(1);
  }
  expect(traces.trace(hex(1))).toHaveLength(0);
  expect(traces.trace(hex(2500))).toHaveLength(1);
  expect(traces.recent(3).map((trace) => trace.traceId)).toEqual([hex(3000), hex(2999), hex(2998)]);
});

test('five thousand spans are taken in little time', async () => {
  const batch = request(...Array.from({ length: 500 }, () => aSpan({ traceId: 'd'.repeat(32) })));
  const began = process.cpuUsage();
  for (let n = 0; n < 10; n += 1) expect((await post(batch)).status).toBe(200);
  traces.recent(1);
  // Of its own time: what else the machine does is not its fault.
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(3000);
});

test('there is no laboratory where none was asked for', async () => {
  for (const path of ['processes', 'failpoints', 'links', 'bus-faults']) {
    const response = await fetch(`${url}/__local/laboratory/${path}`);
    expect([path, response.status]).toEqual([path, 404]);
  }
});

test('the other sources are passed on', async () => {
  expect(await (await fetch(`${url}/__local/invariants`)).json()).toEqual({ holds: true });
  expect(await (await fetch(`${url}/__local/system`)).json()).toMatchObject({ totalRssMb: 1 });
});

describe('metrics sent over OTLP', () => {
  const sent = (service: string, ...metrics: object[]) => ({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeMetrics: [{ scope: { name: 'causeway' }, metrics }],
      },
    ],
  });
  const oldest = (value: number) => ({
    name: 'causeway.outbox.oldest_ms',
    description: 'How old.',
    gauge: { dataPoints: [{ asDouble: value, timeUnixNano: '1' }] },
  });
  const tell = (body: object) =>
    fetch(`${url}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const page = async () => (await fetch(`${url}/__local/metrics`)).text();

  it('are shown as Prometheus reads them, the newest of each service', async () => {
    await tell(sent('order-service', oldest(7)));
    await tell(sent('payment-service', oldest(5)));
    const source = { key: 'source', value: { stringValue: 'orders/payment-service' } };
    const handled = { isMonotonic: true, dataPoints: [{ asInt: '3', attributes: [source] }] };
    const spread = { count: '3', sum: 130, bucketCounts: ['1', '1', '1'], explicitBounds: [10, 100] };
    const lag = { name: 'causeway.sync.lag_ms', histogram: { dataPoints: [spread] } };
    expect((await tell(sent('order-service', oldest(9), { name: 'causeway.handled', sum: handled }, lag))).status).toBe(
      200,
    );
    expect((await page()).split('\n').filter((line) => !line.startsWith('# HELP'))).toEqual([
      '# TYPE causeway_outbox_oldest_ms gauge',
      'causeway_outbox_oldest_ms{service="order-service"} 9',
      'causeway_outbox_oldest_ms{service="payment-service"} 5',
      '# TYPE causeway_handled_total counter',
      'causeway_handled_total{service="order-service",source="orders/payment-service"} 3',
      '# TYPE causeway_sync_lag_ms histogram',
      'causeway_sync_lag_ms_count{service="order-service"} 3',
      'causeway_sync_lag_ms_sum{service="order-service"} 130',
      'causeway_sync_lag_ms_bucket{service="order-service",le="10"} 1',
      'causeway_sync_lag_ms_bucket{service="order-service",le="100"} 2',
      'causeway_sync_lag_ms_bucket{service="order-service",le="+Inf"} 3',
      '',
    ]);
  });

  it('that are none are refused and change nothing', async () => {
    const before = await page();
    expect((await tell({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 7 }] }] }] })).status).toBe(400);
    expect(await page()).toBe(before);
  });
});
