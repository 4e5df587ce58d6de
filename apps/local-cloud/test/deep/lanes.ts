import { diesInACommand, isOfCommand, isOfRebuild } from './commands.js';
import { experimentFor } from './experiments.js';
import type { House } from './house.js';
import type { Action } from './laboratory.js';
import type { Point } from './points.js';
import { diesInARestore, isOfRestore, type Restores } from './restores.js';
import { type Begun, runExperiment } from './run-experiment.js';
import { diesWhileItStarts, isOfStart } from './starting.js';

/** One death or freeze at one point. */
export type Attempt = {
  name: string;
  action: Action;
  /** Who dies or freezes. */
  process: string;
  /** What is of one lane is done one after the other: a process dies and freezes at one point at a time. */
  lane: string;
  /** Whether it was hit there, and everything about it came to its end. */
  make(place: Place): Promise<boolean>;
};

export type Place = { house: House; begun: Begun; restores: Restores };
type Ended = (attempt: Attempt, isHit: boolean, ms: number) => void;

/** How a point is reached in the shop that runs, by a process that starts beside it, or by what an operator types. */
export function attemptAt(point: Point, action: Action): Attempt {
  const { name } = point;
  const one = (process: string, make: Attempt['make'], lane = process) => ({ name, action, process, lane, make });
  if (isOfRestore(name))
    return one('restore', ({ house, restores }) => diesInARestore(house, restores, { name, action }));
  if (isOfCommand(name)) {
    // Rebuilds wait for each other; what is redriven is of one message.
    const lane = isOfRebuild(name) ? 'a rebuild' : name;
    return one(name.split('.')[0] ?? '', ({ house }) => diesInACommand(house, { name, action }), lane);
  }
  if (isOfStart(name)) return one('one that starts', ({ house }) => diesWhileItStarts(house, name, action));
  const experiment = experimentFor(point, action);
  const { process, without } = experiment;
  return one(process, ({ house, begun }) => runExperiment(house, begun, experiment), without);
}

/** In one shop those die and freeze without whom nobody's order goes on; in the other all the others. */
export type Part = 'orders' | 'others';

/**
 * Who waits for these all the time is hardly ever reached: payments, comparisons and letters need orders and a broker that
 * answer, and hold up nobody but themselves.
 */
const needed = new Set(['service-bus', 'order-service', 'product-service']);

/** What does not get into each other's way, for a shop each. */
export function partsOf(attempts: readonly Attempt[]): Record<Part, Attempt[]> {
  const { orders = [], others = [] } = Object.groupBy(
    attempts,
    ({ lane }): Part => (needed.has(lane) ? 'orders' : 'others'),
  );
  return { orders, others };
}

/** Everything that is to be done, in lanes that are gone through side by side: while one waits for who is frozen, others work. */
export class Lanes {
  readonly #lanes: Map<string, Attempt[]>;
  /** What was missed gets another chance, once: a busy machine may have been slower than the patience for it. */
  readonly #again = new Set<Attempt>();

  constructor(attempts: readonly Attempt[]) {
    this.#lanes = Map.groupBy(attempts, ({ lane }) => lane);
  }

  get isEmpty(): boolean {
    return [...this.#lanes.values()].every((lane) => lane.length === 0);
  }

  /** Goes on for so long, and then brings what is under way to its end. */
  async goOn(place: Place, forMs: number, ended: Ended, failed: (sentence: string) => void): Promise<void> {
    const until = performance.now() + forMs;
    const each = [...this.#lanes.values()].map(async (lane) => {
      while (performance.now() < until) {
        const attempt = lane.shift();
        if (attempt === undefined) return;
        const began = performance.now();
        const isHit = await attempt.make(place).catch((error: unknown) => {
          failed(`${attempt.name} (${attempt.action}): ${error instanceof Error ? error.message : error}`);
          return false;
        });
        const isOver = isHit || this.#again.has(attempt);
        if (isOver) ended(attempt, isHit, performance.now() - began);
        else lane.push(attempt);
        this.#again.add(attempt);
      }
    });
    await Promise.all(each);
  }
}
