import type { Shelf } from '../storage/store.js';
import type { Surroundings } from './surroundings.js';

/** The message ids an entity has seen within its window. */
export class Duplicates {
  readonly #seen = new Map<string, number>();
  readonly #shelf: Shelf;
  readonly #around: Surroundings;
  #purgedAt = 0;

  constructor(shelf: Shelf, around: Surroundings) {
    this.#shelf = shelf;
    this.#around = around;
    for (const { messageId, at } of around.store.duplicates(shelf)) this.#seen.set(messageId, at);
  }

  /** True when the id was seen within the window; otherwise it has been seen now. */
  repeats(messageId: string, window: number): boolean {
    const now = this.#around.now();
    this.#purge(now - window);
    const at = this.#seen.get(messageId);
    if (at !== undefined && at > now - window) return true;
    this.#seen.set(messageId, now);
    this.#around.store.rememberDuplicate(this.#shelf, messageId, now);
    return false;
  }

  #purge(before: number): void {
    for (const [messageId, at] of this.#seen) {
      if (at > before) break;
      this.#seen.delete(messageId);
    }
    // The store is swept more rarely: it is a table scan.
    if (before - this.#purgedAt > 60_000) {
      this.#purgedAt = before;
      this.#around.store.forgetDuplicates(this.#shelf, before);
    }
  }
}
