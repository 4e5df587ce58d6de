import type { Entry } from '../broker/message.js';
import type { LaneName, Shelf } from './store.js';

export interface Placed {
  readonly shelf: Shelf;
  readonly lane: LaneName;
  readonly entry: Entry;
}

/**
 * What is not written yet: the outcome of the changes rather than their course, so that a message that came, was handed
 * out and completed within one group is never written.
 */
export class Changes {
  readonly contents = new Map<number, Buffer>();
  readonly entries = new Map<number, Placed>();
  readonly changedEntries = new Map<number, Entry>();
  readonly removedContents = new Set<number>();
  readonly removedEntries = new Set<number>();
  /** Those whose sequence advanced. */
  readonly shelves = new Set<Shelf>();
  /** All other changes, in their order, after the ones above. */
  readonly others: (() => void)[] = [];

  removeContent(id: number): void {
    if (!this.contents.delete(id)) this.removedContents.add(id);
  }

  updateEntry(entry: Entry): void {
    if (!this.entries.has(entry.id)) this.changedEntries.set(entry.id, entry);
  }

  removeEntry(id: number): void {
    if (this.entries.delete(id)) return;
    this.changedEntries.delete(id);
    this.removedEntries.add(id);
  }

  clear(): void {
    this.contents.clear();
    this.entries.clear();
    this.changedEntries.clear();
    this.removedContents.clear();
    this.removedEntries.clear();
    this.shelves.clear();
    this.others.length = 0;
  }
}
