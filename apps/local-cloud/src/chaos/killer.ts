import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { LaboratoryClient } from '../laboratory/laboratory-client.js';
import type { Kill, Schedule } from './schedule.js';

export interface Deaths {
  /** By process. */
  kills: Record<string, number>;
  /** Kills that came later than planned, because their process was not there or too many others were away. */
  waited: number;
  /** Milliseconds from the start to the last kill, divided by the kills; 0 without any. */
  effectiveMeanMs: number;
}

/** So many processes are away or starting at most: as many as there are cores to start them on. */
export const awayAtMost = availableParallelism();

const lookEveryMs = 25;

/**
 * Kills by the schedule until it is enough; answers who died how often.
 *
 * Everybody dies in the schedule's order, and nobody is left out: a kill whose process is not there, or for which too many
 * others are away, waits until they are back, and all later ones are late by as much. Processes that are killed faster
 * than they can start prove nothing, because nothing happens between two kills.
 */
export async function killUntil(
  enough: AbortSignal,
  lab: Pick<LaboratoryClient, 'kill' | 'processes'>,
  { schedule, atMost = awayAtMost }: { schedule: Pick<Schedule, 'kills'>; atMost?: number },
): Promise<Deaths> {
  const deaths: Deaths = { kills: {}, waited: 0, effectiveMeanMs: 0 };
  const killed = new Map<string, number>();
  const began = performance.now();
  let late = 0;
  let count = 0;
  for (const kill of schedule.kills()) {
    const due = began + kill.at + late;
    await pause(due - performance.now(), enough);
    const pid = await killWhenPossible(enough, lab, { kill, killed, atMost });
    if (pid === undefined) break;
    killed.set(kill.process, pid);
    deaths.kills[kill.process] = (deaths.kills[kill.process] ?? 0) + 1;
    const now = performance.now();
    const waited = now - due;
    if (waited > 2 * lookEveryMs) deaths.waited += 1;
    late += Math.max(0, waited);
    count += 1;
    deaths.effectiveMeanMs = Math.round((now - began) / count);
  }
  return deaths;
}

/** @returns whom it killed; undefined when it was enough before */
async function killWhenPossible(
  enough: AbortSignal,
  lab: Pick<LaboratoryClient, 'kill' | 'processes'>,
  { kill, killed, atMost }: { kill: Kill; killed: ReadonlyMap<string, number>; atMost: number },
): Promise<number | undefined> {
  while (!enough.aborted) {
    // A supervisor that is too busy to be asked does not end the experiment.
    const processes = await lab.processes().catch(() => []);
    // Who was killed just now may not be missed yet.
    const there = processes.filter(({ name, state, pid }) => state === 'ready' && pid !== killed.get(name));
    const isRoom = processes.length > 0 && processes.length - there.length < atMost;
    if (isRoom && there.some(({ name }) => name === kill.process)) {
      const pid = await lab.kill(kill.process).catch(() => null);
      if (pid !== null) return pid;
    }
    await pause(lookEveryMs, enough);
  }
  return undefined;
}

async function pause(ms: number, enough: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal: enough }).catch(() => undefined);
}
