import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { startBlob } from '../src/index.js';

test('a blob written before an orderly stop is there after the next start', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  const first = await startBlob({ dataDir });
  const container = BlobServiceClient.fromConnectionString(first.connectionString).getContainerClient('receipts');
  await container.create();
  await container.getBlockBlobClient('1.txt').upload('paid', 4);
  await first.stop();

  const second = await startBlob({ dataDir });
  const receipts = BlobServiceClient.fromConnectionString(second.connectionString).getContainerClient('receipts');
  const blob = await receipts.getBlockBlobClient('1.txt').downloadToBuffer();
  await second.stop();
  rmSync(dataDir, { recursive: true });
  expect(blob.toString()).toBe('paid');
});

test('what was acknowledged is there after a kill in the middle of other writes', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  const acknowledged = new Map<string, string>();
  for (let life = 1; life <= 5; life += 1) {
    const engine = await startBlob({ dataDir });
    const container = BlobServiceClient.fromConnectionString(engine.connectionString, {
      retryOptions: { maxTries: 1 },
    }).getContainerClient('receipts');
    await container.createIfNotExists();
    let answers = 0;
    const write = async (name: string, text: string) => {
      await container.getBlockBlobClient(name).upload(text, text.length);
      acknowledged.set(name, text);
      answers += 1;
      if (answers === 20) process.kill(engine.pid, 'SIGKILL');
    };
    const writes = Array.from({ length: 60 }, (_, n) => write(`${life}/${n}`, `life ${life}, letter ${n}`));
    await Promise.allSettled(writes);
    await engine.exited;
    await engine.stop();
  }
  const last = await startBlob({ dataDir });
  const kept = BlobServiceClient.fromConnectionString(last.connectionString).getContainerClient('receipts');
  for (const [name, text] of acknowledged) {
    const bytes = await kept.getBlockBlobClient(name).downloadToBuffer();
    expect([name, bytes.toString()]).toEqual([name, text]);
  }
  await last.stop();
  rmSync(dataDir, { recursive: true });
  expect(acknowledged.size).toBeGreaterThanOrEqual(100);
}, 60_000);

test('a Node engine ends when its parent is killed', async () => {
  const source = new URL('../src/index.ts', import.meta.url).href;
  const hooks = new URL('../from-source.mjs', import.meta.url).href;
  const program = `
    const { startBlob } = await import(${JSON.stringify(source)});
    const engine = await startBlob();
    process.stdout.write(String(engine.pid));`;
  const args = ['--import', hooks, '--conditions=causeway:source', '--input-type=module', '-e', program];
  const parent = spawn(process.execPath, args);
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
  const wasAlive = alive(pid);
  parent.kill('SIGKILL');
  expect(wasAlive).toBe(true);
  const until = Date.now() + 15_000;
  while (alive(pid) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(alive(pid)).toBe(false);
});

function alive(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
