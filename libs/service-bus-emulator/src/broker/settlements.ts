import { BrokerFailure } from './failure.js';
import type { Lane } from './lane.js';
import type { Entry, PropertyChanges } from './message.js';
import type { Surroundings } from './surroundings.js';
import type { Origin, WaysOut } from './ways-out.js';

/** What receivers decide about the messages that they hold. */
export class Settlements {
  readonly #queue: Origin;
  readonly #waysOut: WaysOut;
  readonly #around: Surroundings;
  readonly #returned: (entry: Entry) => void;

  /** @param returned what becomes of a message that nobody holds any more */
  constructor(queue: Origin, waysOut: WaysOut, returned: (entry: Entry) => void, around: Surroundings) {
    this.#queue = queue;
    this.#waysOut = waysOut;
    this.#returned = returned;
    this.#around = around;
  }

  /** Throws `lock-lost`, as the other ways to settle do. */
  complete(lane: Lane, token: string): void {
    lane.remove(lane.unlock(token));
    this.#queue.tally.completed++;
  }

  /** `countsAsAttempt` false: the receiver never looked at it. */
  abandon(lane: Lane, token: string, changes: PropertyChanges, countsAsAttempt = true): void {
    const entry = lane.locked(token);
    this.#modify(lane, entry, changes);
    lane.forceUnlock(entry);
    if (lane === this.#queue.deadLetters) {
      lane.giveBack(entry);
      return;
    }
    this.#queue.tally.abandoned++;
    if (!countsAsAttempt) {
      entry.attempts--;
      this.#around.store.updateEntry(entry);
    }
    this.#returned(entry);
  }

  defer(lane: Lane, token: string, changes: PropertyChanges): void {
    const entry = lane.locked(token);
    this.#modify(lane, entry, changes);
    lane.forceUnlock(entry);
    this.#queue.tally.deferred++;
    lane.defer(entry);
  }

  /** Throws `not-allowed` for what is a dead letter already. */
  deadLetter(lane: Lane, token: string, changes: PropertyChanges): void {
    if (lane === this.#queue.deadLetters) {
      throw new BrokerFailure(
        'not-allowed',
        `A message of '${this.#queue.path}/$DeadLetterQueue' is a dead letter already.`,
      );
    }
    const entry = lane.locked(token);
    this.#changed(entry, changes);
    lane.forceUnlock(entry);
    entry.attempts--; // the receiver decided: the attempt did not fail
    this.#waysOut.toDeadLetters(entry, changes);
  }

  /** The content with a receiver's changes. Throws, before anything has happened, when nobody could read it. */
  #changed(entry: Entry, changes: PropertyChanges): Buffer {
    const bytes = this.#around.change(this.#around.store.content(entry.content), changes);
    this.#around.read(bytes);
    return bytes;
  }

  #modify(lane: Lane, entry: Entry, changes: PropertyChanges): void {
    if (changes.size === 0) return;
    const { store } = this.#around;
    const before = entry.content;
    const after = store.addContent(this.#changed(entry, changes));
    after.shares++;
    lane.replaceContent(entry, after);
    store.updateEntry(entry);
    store.releaseContent(before);
  }
}
