import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment } from './experiments.js';
import type { House } from './house.js';
import type { Arming } from './laboratory.js';

const patienceMs = 120_000;
const lookMs = 100;

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
  const { first, without, ...arming } = experiment;
  if (first !== undefined && !(await provoke(house, begun, first, experiment))) return false;
  if (first !== undefined) await house.laboratory.untilReady(first.process);
  const stopped = without === undefined ? undefined : await house.stop(without);
  try {
    return await provoke(house, begun, arming, experiment);
  } finally {
    stopped?.();
    await house.laboratory.untilReady(arming.process);
  }
}

async function provoke(
  house: House,
  begun: Begun,
  given: Arming,
  { name, first, story }: Experiment,
): Promise<boolean> {
  const { process, name: point, action, freezeMs } = given;
  const arming = { process, name: point, action, ...(freezeMs === undefined ? {} : { freezeMs }) };
  const before = await house.laboratory.hits(arming);
  const deadline = performance.now() + patienceMs;
  // What the first death left behind leads to the point by itself.
  const tell = () =>
    first !== undefined && point === name ? new Promise<undefined>(() => undefined) : begun.begin(name, story(house));
  while (performance.now() < deadline) {
    await house.laboratory.arm(arming);
    let over = false;
    void tell().then(() => {
      over = true;
    });
    while (!over && performance.now() < deadline) {
      if ((await house.laboratory.hits(arming)) > before) return true;
      await pause(lookMs);
    }
  }
  return (await house.laboratory.hits(arming)) > before;
}
