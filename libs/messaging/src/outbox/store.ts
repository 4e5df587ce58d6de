import type { Stored } from './entry.js';

/** How far publishing is behind, as last measured (at most some seconds ago): for back-pressure. */
export type Lag = { oldestMs: number; backlog: number };

/** What the relay asks of a store that holds outbox entries. */
export interface OutboxStore {
  /** Called before the first sweep of a sweeper that was started. */
  open?(): Promise<void>;
  close?(): void;
  /** The next entries nobody has published for a while; none when a look at (a part of) the outbox found none. */
  sweep(now: Date): Promise<Stored[]>;
  remove(eventIds: readonly string[]): Promise<void>;
  /** Gives entries back that could not be published for no fault of theirs. */
  release(entries: readonly Stored[], now: Date): Promise<void>;
  /** Counts a failed attempt; the entry is left alone until then. */
  defer(entry: Stored, until: Date): Promise<void>;
  /** Takes an entry out of the sweeps for good, with the reason. */
  park(entry: Stored, reason: string): Promise<void>;
  /** Measures what `lag` tells, where no sweep does because the broker is left alone. */
  measure(now: Date): Promise<void>;
  lag(now: Date): Lag;
  /** How many entries are parked. */
  parked(): Promise<number>;
}
