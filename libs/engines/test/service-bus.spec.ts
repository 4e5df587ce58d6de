import { readFileSync } from 'node:fs';
import { developmentKey, freePort, startServiceBus } from '../src/index.js';

const config = { UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Topics: [{ Name: 'orders' }] }] } };

test('the emulator runs in a process of its own and says that it is healthy', async () => {
  const adminPort = await freePort();
  const engine = await startServiceBus({ config, adminPort });
  try {
    const health = await fetch(`http://127.0.0.1:${adminPort}/health`);
    expect(health.status).toBe(200);
    expect(engine.connectionString).toContain(`Endpoint=sb://localhost:${engine.port}/;`);
  } finally {
    await engine.stop();
  }
  expect((await engine.exited).sentence).toBe('service-bus-emulator ended with code 0');
});

test('a configuration that is wrong is refused with one sentence', async () => {
  const wrong = { UserConfig: { Namespaces: [{ Name: 'n', Topics: [{ Name: '' }] }] } };
  await expect(startServiceBus({ config: wrong })).rejects.toThrow(/^service-bus-emulator ended with code 1: \S/);
});

test('faults of the bus are steered over HTTP where that was allowed', async () => {
  const adminPort = await freePort();
  const engine = await startServiceBus({ config, adminPort, allowFaults: true, faults: { seed: 1, duplicate: 1 } });
  try {
    const url = `http://127.0.0.1:${adminPort}/faults`;
    expect(await (await fetch(url)).json()).toMatchObject({ plan: { seed: 1, duplicate: 1 } });
    expect(await (await fetch(url, { method: 'DELETE' })).json()).toMatchObject({ plan: null });
  } finally {
    await engine.stop();
  }
});

test('keys are asked for where they were given, and stand in no argument', async () => {
  const adminPort = await freePort();
  const shop = { name: 'shop', key: 'c2VjcmV0LXNob3Ata2V5', rights: ['Send' as const], entity: 'orders' };
  const engine = await startServiceBus({ config, adminPort, keys: [developmentKey, shop] });
  try {
    const refused = await fetch(`http://127.0.0.1:${adminPort}/orders?api-version=2021-05`);
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('MissingToken')]);
    expect(engine.connectionString).toContain('SharedAccessKey=SAS_KEY_VALUE;');
    // Where there is no /proc, nobody reads arguments there.
    if (process.platform === 'linux')
      expect(readFileSync(`/proc/${engine.pid}/cmdline`, 'utf8')).not.toContain(shop.key);
  } finally {
    await engine.stop();
  }
});
