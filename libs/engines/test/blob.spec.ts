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
