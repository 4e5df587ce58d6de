import { BrokerFailure } from './failure.js';
import type { Entry } from './message.js';
import type { Surroundings } from './surroundings.js';

const lost = (): BrokerFailure =>
  new BrokerFailure(
    'lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue, or was received by a different receiver instance.',
  );

/** The locks of one lane, by their tokens. */
export class LockTable {
  readonly #entries = new Map<string, Entry>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(token: string): boolean {
    return this.#entries.has(token);
  }

  /** Locks the message under a new token. */
  lock(entry: Entry, until: number): void {
    entry.lock = { token: this.#around.guid(), until };
    this.#entries.set(entry.lock.token, entry);
  }

  /** True while the lock has neither ended nor run out. */
  stands(token: string): boolean {
    return (this.#entries.get(token)?.lock?.until ?? 0) > this.#around.now();
  }

  /** The message under this lock. Throws `lock-lost`. */
  locked(token: string): Entry {
    const entry = this.#entries.get(token);
    if (entry === undefined || !this.stands(token)) throw lost();
    return entry;
  }

  /** Extends the lock, and says until when. Throws `lock-lost`. */
  renew(token: string, duration: number): number {
    const entry = this.locked(token);
    const until = this.#around.now() + duration;
    if (entry.lock !== undefined) entry.lock.until = until;
    return until;
  }

  inSession(sessionId: string): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.sessionId === sessionId);
  }

  /** Ends the lock, whether it has run out or not. */
  end(entry: Entry): void {
    this.forget(entry);
    entry.lock = undefined;
  }

  /** The message is no more; it keeps what it says of its lock. */
  forget(entry: Entry): void {
    if (entry.lock !== undefined) this.#entries.delete(entry.lock.token);
  }

  clear(): void {
    this.#entries.clear();
  }
}
