import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ServiceBusClient } from '@azure/service-bus';
import { BODY } from './load.ts';
import { QUEUES, startEmulator } from './server.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What the emulator takes before it is used, and with messages waiting in it. */
export interface Footprint {
  readonly server: string;
  /** Ms from spawning the process to its message that it listens. */
  readonly startedIn: Spread;
  /** Resident memory in MB; undefined where the system does not tell. */
  readonly atRest: number | undefined;
  readonly withMessages: number | undefined;
}

const MODES = ['memory', 'durable'] as const;

export async function measureFootprint(starts: number, messages: number): Promise<Footprint[]> {
  const times = MODES.map((): number[] => []);
  for (let start = 0; start < starts; start++) {
    for (const [index, mode] of MODES.entries()) {
      const server = await startEmulator(mode);
      times[index]?.push(server.startedIn);
      await server.stop();
    }
  }
  const found: Footprint[] = [];
  for (const [index, mode] of MODES.entries()) {
    const server = await startEmulator(mode);
    const atRest = server.memory();
    await fill(server.connectionString, messages);
    const withMessages = server.memory();
    await server.stop();
    found.push({ server: `emulator, ${mode}`, startedIn: spreadOf(times[index] ?? []), atRest, withMessages });
  }
  return found;
}

/** How long Node itself takes from spawning to its end, with nothing to do, in ms. */
export async function measureNode(starts: number): Promise<Spread> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    const startedAt = performance.now();
    await once(spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' }), 'exit');
    times.push(performance.now() - startedAt);
  }
  return spreadOf(times);
}

async function fill(connectionString: string, messages: number): Promise<void> {
  const client = new ServiceBusClient(connectionString);
  const sender = client.createSender(QUEUES[0]);
  const batch = Array.from({ length: 100 }, () => ({ body: BODY }));
  for (let sent = 0; sent < messages; sent += batch.length) await sender.sendMessages(batch);
  await client.close();
}
