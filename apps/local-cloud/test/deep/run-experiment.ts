import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment } from './experiments.js';
import type { House } from './house.js';
import type { Arming } from './laboratory.js';

const patienceMs = 90_000;
/** For what follows from a death by itself: longer than a restart and a lease. */
const sequelMs = 30_000;
const attempts = 4;
const lookMs = 300;

/** Stories that were begun; each has to come to its end once everything works again. */
export class Begun {
  readonly #all: Promise<string | undefined>[] = [];

  /** Resolves when it ended, well or badly. */
  begin(name: string, story: Promise<unknown>): Promise<string | undefined> {
    const ended = story.then(
      () => undefined,
      (error: unknown) => `the story of ${name} did not end well: ${error instanceof Error ? error.message : error}`,
    );
    this.#all.push(ended);
    return ended;
  }

  /** What went wrong in any of them; the next stories begin anew. */
  async ended(): Promise<string[]> {
    const outcomes = await Promise.all(this.#all.splice(0));
    return outcomes.filter((one) => one !== undefined);
  }
}

/** Provokes a point until its process has died or frozen there, and is back; false when it never did. */
export async function runExperiment(house: House, begun: Begun, experiment: Experiment): Promise<boolean> {
  const { name, first, without, story, ...rest } = experiment;
  const arming = { name, ...rest };
  const tell = () => begun.begin(name, story(house));
  try {
    if (first === undefined) return await reach(house, arming, patienceMs, tell);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (!(await reach(house, first, patienceMs, tell))) return false;
      // Before who died is back: what it left behind must not be dealt with yet.
      const goOn = without === undefined ? undefined : await house.stop(without);
      // That leads to the point by itself, unless it was there before the point was armed.
      const isHit = await reach(house, arming, sequelMs, () => never).finally(goOn);
      if (isHit) return true;
    }
    return false;
  } finally {
    await house.laboratory.untilReady(arming.process);
  }
}

const never = new Promise<undefined>(() => undefined);

/** Arms the point, and tells the story again and again until it was hit. */
async function reach(
  { laboratory }: House,
  arming: Arming,
  withinMs: number,
  tell: () => Promise<unknown>,
): Promise<boolean> {
  const before = await laboratory.hits(arming);
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    await laboratory.arm(arming);
    let over = false;
    void tell().then(() => {
      over = true;
    });
    while (!over && performance.now() < deadline) {
      if ((await laboratory.hits(arming)) > before) return true;
      await pause(lookMs);
    }
  }
  return (await laboratory.hits(arming)) > before;
}
