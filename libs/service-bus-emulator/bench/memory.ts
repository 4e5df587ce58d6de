// What a million small messages cost: memory while they wait, and the time to start again with them.
// node bench/memory.ts [messages]
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { type EmulatorProcess, startProcess } from '../test/process.ts';

const total = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
const config = join(folder, 'Config.json');
writeFileSync(config, JSON.stringify({ UserConfig: { Namespaces: [{ Name: 'bench', Queues: [{ Name: 'work' }] }] } }));

const start = (): Promise<EmulatorProcess> =>
  startProcess('--config', config, '--port', '0', '--http-port', '0', '--data', folder);

async function residentMegabytes({ httpPort }: EmulatorProcess): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (.*)$/m.exec(text)?.[1]) / 1e6);
}

async function fill({ connectionString }: EmulatorProcess): Promise<void> {
  const client = new ServiceBusClient(connectionString);
  const sender = client.createSender('work');
  for (let sent = 0; sent < total; ) {
    const batch = await sender.createMessageBatch();
    while (sent < total && batch.tryAddMessage({ body: 'small', messageId: String(sent) })) sent++;
    await sender.sendMessages(batch);
  }
  await client.close();
}

try {
  const first = await start();
  const empty = await residentMegabytes(first);
  const began = performance.now();
  await fill(first);
  const seconds = (performance.now() - began) / 1000;
  const full = await residentMegabytes(first);
  const stopped = once(first.child, 'exit');
  first.child.kill('SIGTERM');
  await stopped;

  const restarted = performance.now();
  const second = await start();
  const startMs = performance.now() - restarted;
  const again = await residentMegabytes(second);
  await second.kill();
  console.table({
    'messages sent a second': Math.round(total / seconds),
    'MB resident, empty': empty,
    'MB resident, full': full,
    'bytes a message': Math.round(((full - empty) * 1e6) / total),
    'MB of the data file': Math.round(statSync(join(folder, 'service-bus.db')).size / 1e6),
    'ms to start again': Math.round(startMs),
    'MB resident, started again': again,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
