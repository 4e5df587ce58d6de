import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { aConfig } from './emulator.js';
import { runToEnd, startProcess } from './process.js';

const PAGE = 4096;

describe('a data file that is damaged in the middle', () => {
  let folder: string;
  let file: string;
  let flags: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    file = join(folder, 'service-bus.db');
    const config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig({ Queues: [{ Name: 'work' }] })));
    flags = ['--config', config, '--port', '0', '--data', folder];
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs an emulator, sends to it, and ends it: its log stays only when it was killed. */
  const send = async (count: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const bus = await startProcess(...flags);
    const client = new ServiceBusClient(bus.connectionString);
    const body = 'x'.repeat(1000);
    await client.createSender('work').sendMessages(Array.from({ length: count }, () => ({ body })));
    await client.close();
    const ended = new Promise((resolve) => bus.child.once('exit', resolve));
    bus.child.kill(signal);
    await ended;
  };

  const damage = (change: (bytes: Buffer) => Buffer): void => writeFileSync(file, change(readFileSync(file)));

  const expectRefusal = async (): Promise<void> => {
    const log = `${file}-wal`;
    const before = [readFileSync(file), readFileSync(log)];
    const { code, said } = await runToEnd(...flags);
    expect(code).toBe(1);
    expect(said).toMatch(/^The data file \S+ cannot be used: it is damaged.*; move it away or choose another[^\n]*\n$/);
    expect([readFileSync(file), readFileSync(log)].map((now, which) => now.equals(before[which] ?? now))).toEqual([
      true,
      true,
    ]);
  };

  it.each([
    ['a page was overwritten', (bytes: Buffer) => Buffer.from(bytes).fill(0xa5, 20 * PAGE, 21 * PAGE)],
    ['its end is missing', (bytes: Buffer) => bytes.subarray(0, 30 * PAGE)],
  ])('is refused in one sentence, and left as it is with its log: %s', async (_what, change) => {
    await send(200, 'SIGTERM');
    await send(5, 'SIGKILL');
    damage(change);
    await expectRefusal();
  });
});
