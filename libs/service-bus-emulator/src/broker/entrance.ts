import type { Course } from '../faults/fate.js';
import type { Lane } from './lane.js';
import type { Entry } from './message.js';
import type { Surroundings } from './surroundings.js';

/** How long a message waits at most for those that overtake it, in ms. */
const PATIENCE = 1000;

interface Overtaken {
  left: number;
  letGo(): void;
}

/** The way of new messages into an entity's lane, where some are doubled, delayed or overtaken when that is asked for. */
export class Entrance {
  readonly #lane: Lane;
  readonly #path: string;
  readonly #around: Surroundings;
  readonly #overtaken = new Set<Overtaken>();

  constructor(lane: Lane, path: string, around: Surroundings) {
    this.#lane = lane;
    this.#path = path;
    this.#around = around;
  }

  /** `again` makes another entry of the same message. */
  admit(entry: Entry, again: () => Entry): void {
    const fate = entry.place === 'active' ? this.#around.faults.next(this.#path) : undefined;
    if (fate === undefined) {
      this.#lane.add(entry, false);
      return;
    }
    const [original, duplicate] = fate;
    this.#bring(entry, original);
    if (duplicate !== undefined) this.#bring(again(), duplicate);
  }

  #bring(entry: Entry, course: Course): void {
    // Within a session the order is a promise of the service.
    if (course.kind === 'at-once' || entry.sessionId !== undefined) {
      this.#lane.add(entry, false);
      for (const overtaken of this.#overtaken) if (--overtaken.left === 0) overtaken.letGo();
      return;
    }
    this.#lane.withhold(entry);
    if (course.kind === 'delayed') this.#release(entry, course.ms, () => undefined);
    else this.#letBeOvertaken(entry, course.by);
  }

  #letBeOvertaken(entry: Entry, by: number): void {
    const letGo = this.#release(entry, PATIENCE, () => this.#overtaken.delete(overtaken));
    const overtaken: Overtaken = { left: by, letGo };
    this.#overtaken.add(overtaken);
  }

  /** Lets the message in after so many ms, or when the function returned is called; `done` is told. */
  #release(entry: Entry, ms: number, done: () => void): () => void {
    const { faults, timeline, now } = this.#around;
    let isHeld = true;
    const letGo = (): void => {
      if (!isHeld) return;
      isHeld = false;
      faults.forget(letGo);
      done();
      this.#lane.rejoin(entry);
    };
    faults.withheld(letGo);
    timeline.add({ at: now() + ms, stands: () => isHeld, come: letGo });
    return letGo;
  }
}
