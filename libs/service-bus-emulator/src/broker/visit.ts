import type { Entry } from './message.js';
import type { Appointment } from './timeline.js';

/** Whoever keeps messages that wait for a moment. */
export interface Visited {
  visit(entry: Entry, now: number): void;
}

/** One appointment of one message; a class because there can be a million. */
export class Visit implements Appointment {
  readonly at: number;
  readonly entry: Entry;
  readonly lane: Visited;

  constructor(at: number, entry: Entry, lane: Visited) {
    this.at = at;
    this.entry = entry;
    this.lane = lane;
  }

  stands(): boolean {
    return !this.entry.gone;
  }

  come(now: number): void {
    this.lane.visit(this.entry, now);
  }
}
