import { mkdtempSync, rmSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricStore } from '../src/control/metric-store.js';
import { startControlServer } from '../src/control/server.js';
import { TraceStore } from '../src/control/trace-store.js';
import { closeAll, exchange, open } from './gateway-under-test.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const traces = new TraceStore(join(folder, 'traces.db'), 1000);
let server: Server;
let port: number;

beforeAll(async () => {
  server = await startControlServer(0, {
    traces,
    metrics: new MetricStore(),
    system: () => ({ url: '', dataDir: '', startedAt: '', readyMs: 1, totalRssMb: 1, totalMemoryMb: 1, processes: [] }),
    mailboxUrl: 'http://127.0.0.1:1',
    invariants: async () => ({ holds: true }),
  });
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(closeAll);
afterAll(() => {
  server.closeAllConnections();
  server.close();
  traces.close();
  rmSync(folder, { recursive: true });
});

const statusOf = (at: number, path: string, headers: Record<string, string> = {}) =>
  new Promise<number | undefined>((resolve, reject) => {
    request({ host: '127.0.0.1', port: at, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });

/** The gateway's door to it, and its own. */
const doors = async () => [Number(new URL(await open({}, { controlUrl: `http://127.0.0.1:${port}` })).port), port];

test.each([
  [{ host: 'localhost:8080' }, 200],
  [{ host: '127.0.0.1' }, 200],
  [{ host: '[::1]:8080' }, 200],
  [{ host: 'localhost:8080', origin: 'http://localhost:5173' }, 200],
  [{ host: 'evil.example:8080' }, 404],
  [{ host: 'localhost.evil.example' }, 404],
  [{ host: '10.0.0.7:8080' }, 404],
  [{ host: 'localhost:8080', origin: 'https://evil.example' }, 404],
  [{ host: 'localhost:8080', origin: 'null' }, 404],
])('who comes with %j is answered %d: pages of others see nothing of this computer', async (headers, status) => {
  for (const door of await doors()) {
    expect([door === port, await statusOf(door, '/__local/system', headers)]).toEqual([door === port, status]);
  }
});

test('telemetry is taken from whoever is on this computer', async () => {
  const sent = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceSpans":[]}',
  });
  expect(sent.status).toBe(200);
  expect(sent.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each(['//', '/\\', '/%zz', '/__local/traces/%00', `/${'x'.repeat(5000)}`])(
  '%.20s is not found, and breaks nothing',
  async (path) => {
    const answer = await exchange(
      `http://127.0.0.1:${port}`,
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(await statusOf(port, '/__local/system', { host: 'localhost' })).toBe(200);
  },
);

test.each(['1.5', '-1', '1e3', 'x', '', '99999999999999999999'])('a limit %j is taken for none', async (limit) => {
  expect(await statusOf(port, `/__local/traces?limit=${limit}`, { host: 'localhost' })).toBe(200);
});
