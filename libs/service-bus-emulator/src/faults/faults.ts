import { type Fate, fateOf } from './fate.js';
import type { FaultPlan } from './plan.js';

/** What was done since the plan in force was put there. */
export interface FaultCounts {
  /** Messages that arrived at an entity, without the duplicates made here. */
  messages: number;
  duplicated: number;
  delayed: number;
  /** Overtaken, or let go after a second in which too few came to overtake them. */
  reordered: number;
}

const nothingYet = (): FaultCounts => ({ messages: 0, duplicated: 0, delayed: 0, reordered: 0 });

/** What goes wrong on purpose, in all entities: nothing until a plan says so. */
export class Faults {
  readonly #arrived = new Map<string, number>();
  readonly #withheld = new Set<() => void>();
  #plan: FaultPlan | undefined;
  #done = nothingYet();

  get plan(): FaultPlan | undefined {
    return this.#plan;
  }

  get done(): Readonly<FaultCounts> {
    return { ...this.#done };
  }

  /** Puts a plan in force, from its beginning; undefined: nothing goes wrong any more. What is withheld is let go first. */
  set plan(plan: FaultPlan | undefined) {
    for (const letGo of [...this.#withheld]) letGo();
    this.#arrived.clear();
    this.#done = nothingYet();
    this.#plan = plan;
  }

  /** What happens to the message that arrives at this entity now; undefined: nothing out of the ordinary. */
  next(path: string): Fate | undefined {
    if (this.#plan === undefined) return undefined;
    const nth = (this.#arrived.get(path) ?? 0) + 1;
    this.#arrived.set(path, nth);
    const fate = fateOf(this.#plan, path, nth);
    this.#count(fate);
    return fate;
  }

  /** Has `letGo` called when the plan ends, unless it is forgotten before. */
  withheld(letGo: () => void): void {
    this.#withheld.add(letGo);
  }

  forget(letGo: () => void): void {
    this.#withheld.delete(letGo);
  }

  #count(fate: Fate): void {
    this.#done.messages++;
    if (fate[1] !== undefined) this.#done.duplicated++;
    for (const course of fate) {
      if (course?.kind === 'delayed') this.#done.delayed++;
      if (course?.kind === 'overtaken') this.#done.reordered++;
    }
  }
}
