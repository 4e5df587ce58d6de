import { spawn } from 'node:child_process';
import { order } from '@causeway/data-model';
import { dataFolder, removeFolder, spawnSystem } from './running-system.js';
import type { ShopTest } from './shop-test.js';

export function opening(test: ShopTest): void {
  test('the curl that the start prints places an order', async (shop) => {
    const command = shop.system
      .said()
      .split('\n')
      .find((line) => line.startsWith('curl '));
    const { code, output } = await outcomeOf(spawn('sh', ['-c', command ?? 'exit 9']));
    expect([code, output]).toEqual([0, expect.stringContaining('"status":"pending_payment"')]);
    order.parse(JSON.parse(output));
  });

  test('everything takes less than 1.2 GB of memory and listens on this computer only', async (shop) => {
    const [, megabytes] = /(\d+) MB of memory in all/.exec(shop.system.said()) ?? [];
    expect(Number(megabytes)).toBeGreaterThan(0);
    expect(Number(megabytes)).toBeLessThan(1200);
    const { processes, readyMs } = await shop.system.report();
    expect(readyMs).toBeGreaterThan(0);
    expect(processes.map(({ name, state }) => `${name} ${state}`)).toEqual(
      processes.map(({ name }) => `${name} ready`),
    );
    for (const { url } of processes) expect(url).toMatch(/^$|^(http|sb):\/\/(127\.0\.0\.1|localhost):\d+$/);
  });

  test('a second start on the same port says who holds it, and starts nothing', async (shop) => {
    const folder = dataFolder();
    const second = spawnSystem(shop.system.port, folder);
    const { code } = await outcomeOf(second.process);
    const { processes } = await shop.system.report();
    const pid = processes.find(({ name }) => name === 'gateway')?.pid;
    expect(code).toBe(1);
    expect(second.said()).toContain(`Port ${shop.system.port} (gateway) is in use by process ${pid} (`);
    removeFolder(folder);
  });

  test('a second start on the same data says which system uses them', async (shop) => {
    const second = spawnSystem(shop.system.port, shop.system.dataDir);
    const { code } = await outcomeOf(second.process);
    expect(code).toBe(1);
    expect(second.said()).toContain(`already runs on this data as process ${shop.system.process.pid} at ${shop.url}`);
  });
}

type Ending = Pick<ReturnType<typeof spawn>, 'stdout' | 'once'>;

function outcomeOf(child: Ending): Promise<{ code: number | null; output: string }> {
  let output = '';
  child.stdout?.on('data', (text: Buffer) => {
    output += text.toString('utf8');
  });
  return new Promise((resolve) => child.once('close', (code: number | null) => resolve({ code, output })));
}
