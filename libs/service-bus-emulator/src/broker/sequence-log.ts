import type { Entry } from './message.js';

/** The messages of a lane by sequence number: cheap at both ends, a binary search in between. */
export class SequenceLog {
  #entries: Entry[] = [];
  #gone = 0;

  get size(): number {
    return this.#entries.length - this.#gone;
  }

  add(entry: Entry): void {
    const last = this.#entries.at(-1);
    if (last === undefined || last.sequence < entry.sequence) this.#entries.push(entry);
    else this.#entries.splice(this.#position(entry.sequence), 0, entry);
  }

  get(sequence: number): Entry | undefined {
    for (let at = this.#position(sequence); at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry?.sequence !== sequence) return undefined;
      if (!entry.gone) return entry;
    }
    return undefined;
  }

  /** Marks the entry gone; its slot is reclaimed when half of the slots are. */
  remove(entry: Entry): void {
    if (entry.gone) return;
    entry.gone = true;
    this.#gone++;
    if (this.#gone > 64 && this.#gone * 2 > this.#entries.length) {
      this.#entries = this.#entries.filter((kept) => !kept.gone);
      this.#gone = 0;
    }
  }

  /** Living entries from a sequence number on, in order. */
  *from(sequence: number): Generator<Entry> {
    const entries = this.#entries;
    for (let at = this.#position(sequence); at < entries.length; at++) {
      const entry = entries[at];
      if (entry !== undefined && !entry.gone) yield entry;
    }
  }

  #position(sequence: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.sequence ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
