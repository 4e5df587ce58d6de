import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { next, type Running, startWith } from './emulator.js';

describe('the HTTP port', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith(
      { Queues: [{ Name: 'work' }], Topics: [{ Name: 't', Subscriptions: [{ Name: 's' }] }] },
      { adminPort: 0, dataFile: join(folder, 'service-bus.db') },
    );
  });

  afterAll(async () => {
    await bus.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = async (path: string) => fetch(`http://127.0.0.1:${bus.httpPort}${path}`);

  /** Samples by name and labels. */
  const samples = async (): Promise<Map<string, number>> => {
    const text = await (await get('/metrics')).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
  };

  it('counts what happens to messages', async () => {
    await bus.client.createSender('work').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await bus.client.createSender('t').sendMessages({ body: 4 });
    const receiver = bus.client.createReceiver('work');
    await receiver.completeMessage(await next(receiver));
    await receiver.abandonMessage(await next(receiver));
    await receiver.deadLetterMessage(await next(receiver));
    const found = await samples();
    const of = (entity: string, name: string, more = '') =>
      found.get(`service_bus_messages${name}{entity="${entity}"${more}}`);
    expect(of('work', '', ',state="active"')).toBe(1);
    expect(of('work', '_arrived_total')).toBe(3);
    expect(of('work', '_delivered_total')).toBe(3);
    expect(of('work', '_dead_lettered_total')).toBe(1);
    expect(of('work', '_settled_total', ',outcome="completed"')).toBe(1);
    expect(of('work', '_settled_total', ',outcome="abandoned"')).toBe(1);
    expect([of('t', '_arrived_total'), of('t/Subscriptions/s', '_arrived_total')]).toEqual([1, 1]);
    expect(found.get('service_bus_connections')).toBe(1);
    expect(found.get('service_bus_links')).toBe(3);
    expect(found.get('service_bus_healthy')).toBe(1);
    expect(found.get('service_bus_commit_seconds_count')).toBeGreaterThan(3);
    expect([...found.keys()].join()).not.toContain('$probe');
  });

  it('tells that it is healthy, and answers other paths as the management API does', async () => {
    const health = await get('/health');
    expect([health.status, await health.json()]).toEqual([200, { healthy: true }]);
    expect((await get('/health?api-version=2021-05')).status).toBe(404);
    expect(await (await get('/counts')).json()).toHaveProperty('t/Subscriptions/s');
  });
});
