import { isOutboxKey } from './dynamo-entries.js';
import type { ItemChange } from './table-stream.js';

const most = 10_000;

/** The outbox entries a stream has shown added and not yet removed, until they are taken for a second look. */
export class Unpublished {
  readonly #since = new Map<string, number>();

  note({ kind, pk }: ItemChange, now: Date): void {
    if (!isOutboxKey(pk)) return;
    if (kind === 'removed') this.#since.delete(pk);
    // Beyond that the broker is away, and the sweeper finds them all.
    else if (this.#since.size < most) this.#since.set(pk, now.getTime());
  }

  /** The keys of entries noted at least `settleMs` ago, each once. */
  take(now: Date, settleMs: number): string[] {
    const due = [...this.#since].filter(([, since]) => since <= now.getTime() - settleMs).map(([pk]) => pk);
    for (const pk of due) this.#since.delete(pk);
    return due;
  }
}
