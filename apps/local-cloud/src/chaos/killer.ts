import { setTimeout as delay } from 'node:timers/promises';
import type { LaboratoryClient } from '../laboratory/laboratory-client.js';
import type { Schedule } from './schedule.js';

export interface Deaths {
  /** By process. */
  kills: Record<string, number>;
  /** Kills that came while their process was away or starting. */
  missed: number;
}

/** Kills by the schedule until it is enough; answers who died how often. */
export async function killUntil(enough: AbortSignal, lab: LaboratoryClient, schedule: Schedule): Promise<Deaths> {
  const deaths: Deaths = { kills: {}, missed: 0 };
  const began = performance.now();
  for (const { at, process } of schedule.kills()) {
    const left = at - (performance.now() - began);
    if (left > 0) await delay(left, undefined, { signal: enough }).catch(() => undefined);
    if (enough.aborted) break;
    // A supervisor that is too busy to be asked does not end the experiment.
    if (await lab.kill(process).catch(() => false)) deaths.kills[process] = (deaths.kills[process] ?? 0) + 1;
    else deaths.missed += 1;
  }
  return deaths;
}
