import { Heap } from './heap.js';

/** Something that wants to be told when a moment has come. */
export interface Appointment {
  readonly at: number;
  /** False: overtaken by events; such appointments are swept out when they are many. */
  stands(): boolean;
  come(now: number): void;
}

/** All appointments of a broker: lock and session expiry, time to live, schedules. */
export class Timeline {
  readonly #heap = new Heap<Appointment>((a, b) => a.at - b.at);
  readonly #armed: (at: number) => void;
  #fallen = 0;

  /** `armed` is told whenever the earliest moment gets earlier. */
  constructor(armed: (at: number) => void) {
    this.#armed = armed;
  }

  get next(): number {
    return this.#heap.peek()?.at ?? Number.POSITIVE_INFINITY;
  }

  add(appointment: Appointment): void {
    const before = this.next;
    this.#heap.push(appointment);
    if (appointment.at < before) this.#armed(appointment.at);
  }

  /** Tells that `count` appointments no longer stand. */
  fell(count: number): void {
    this.#fallen += count;
    if (this.#fallen > 1024 && this.#fallen * 2 > this.#heap.size) {
      this.#heap.keep((appointment) => appointment.stands());
      this.#fallen = 0;
    }
  }

  /** Runs what is due. */
  advance(now: number): void {
    while (this.next <= now) this.#heap.pop()?.come(now);
    if (this.next !== Number.POSITIVE_INFINITY) this.#armed(this.next);
  }
}
