import { FOREVER } from './definition.js';
import { type Usable, watchIdle } from './idle-watch.js';
import type { Surroundings } from './surroundings.js';

/** The entities that are deleted once they were idle for as long as they say, by their paths. */
export class IdleWatches {
  readonly #watched = new Map<string, { readonly span: number; stop(): void }>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Watches an entity that is new, or whose span may have changed. */
  watch(path: string, entity: Usable, span: number, remove: () => void): void {
    if (this.#watched.get(path.toLowerCase())?.span === span) return;
    this.end(path);
    if (span >= FOREVER) return;
    this.#watched.set(path.toLowerCase(), { span, stop: watchIdle(entity, span, remove, this.#around) });
  }

  end(path: string): void {
    this.#watched.get(path.toLowerCase())?.stop();
    this.#watched.delete(path.toLowerCase());
  }
}
