import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

const counts = z.record(z.string(), z.looseObject({ active: z.number(), scheduled: z.number(), locked: z.number() }));
const atRestWithinMs = 120_000;

/**
 * Resolves once no message waits for anybody: everything that the orders have caused is done.
 *
 * @param countsUrl where the broker tells how many messages are in each subscription
 */
export async function untilAtRest(countsUrl: string): Promise<void> {
  const until = performance.now() + atRestWithinMs;
  while ((await waiting(countsUrl)) > 0) {
    if (performance.now() > until) throw new Error('Messages still wait two minutes after the last order.');
    await pause(20);
  }
}

async function waiting(countsUrl: string): Promise<number> {
  const response = await fetch(countsUrl);
  return Object.values(counts.parse(await response.json())).reduce(
    (sum, { active, scheduled, locked }) => sum + active + scheduled + locked,
    0,
  );
}
