import { setTimeout as delay } from 'node:timers/promises';
import type { LaboratoryClient } from '../laboratory/laboratory-client.js';

/** How things stood at one moment; `at` in seconds since the first order. */
export interface Sample {
  at: number;
  cut: boolean;
  accepted: number;
  /** Accepted orders that have not come to rest, as their customers see it. */
  waiting: number;
  /** Messages in Service Bus; null while it is away. */
  messages: number | null;
  /** Processes that run; null when the supervisor was too busy to say. */
  ready: number | null;
}

export type Counts = Pick<Sample, 'cut' | 'accepted' | 'waiting'>;

/** Looks every `everyMs` until it is enough. */
export async function sampleUntil(
  enough: AbortSignal,
  lab: LaboratoryClient,
  { everyMs, counts }: { everyMs: number; counts: () => Counts },
): Promise<Sample[]> {
  const began = performance.now();
  const samples: Sample[] = [];
  while (!enough.aborted) {
    const at = Math.round((performance.now() - began) / 100) / 10;
    const [messages, ready] = await Promise.all([lab.messagesWaiting(), lab.ready().catch(() => null)]);
    samples.push({ at, ...counts(), messages: messages ?? null, ready });
    await delay(everyMs, undefined, { signal: enough }).catch(() => undefined);
  }
  return samples;
}
