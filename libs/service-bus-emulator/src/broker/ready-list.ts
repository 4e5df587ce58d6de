import { Heap } from './heap.js';
import type { Entry } from './message.js';

const isReady = (entry: Entry): boolean => !entry.gone && entry.place === 'active' && entry.lock === undefined;

/** What a receiver can get next, by sequence number: new messages queue up, returned ones go back to their place. */
export class ReadyList {
  #fresh: Entry[] = [];
  #head = 0;
  #last = -1;
  readonly #returned = new Heap<Entry>((a, b) => a.sequence - b.sequence);

  push(entry: Entry): void {
    if (entry.sequence <= this.#last) {
      this.#returned.push(entry);
      return;
    }
    this.#last = entry.sequence;
    this.#fresh.push(entry);
  }

  peek(): Entry | undefined {
    for (;;) {
      const fresh = this.#fresh[this.#head];
      const returned = this.#returned.peek();
      const next =
        returned !== undefined && (fresh === undefined || returned.sequence < fresh.sequence) ? returned : fresh;
      if (next === undefined || isReady(next)) return next;
      this.#drop(next === returned);
    }
  }

  shift(): Entry | undefined {
    const next = this.peek();
    if (next !== undefined) this.#drop(next === this.#returned.peek());
    return next;
  }

  #drop(returned: boolean): void {
    if (returned) {
      this.#returned.pop();
      return;
    }
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#fresh.length) {
      this.#fresh = this.#fresh.slice(this.#head);
      this.#head = 0;
    }
  }
}
