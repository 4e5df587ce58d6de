import type { LaneName, Shelf } from '../storage/store.js';
import type { Consumer } from './consumer.js';
import { BrokerFailure } from './failure.js';
import type { LaneKeeper } from './lane-keeper.js';
import { LockTable } from './lock-table.js';
import type { Content, Entry, Handed } from './message.js';
import { ReadyList } from './ready-list.js';
import { SequenceLog } from './sequence-log.js';
import type { SessionMessages } from './session-messages.js';
import { SessionTable } from './session-table.js';
import type { Surroundings } from './surroundings.js';
import { Visit } from './visit.js';

/** An ordered set of messages with locks: a queue has one for its messages and one for its dead letters. */
export class Lane implements SessionMessages {
  readonly name: LaneName;
  readonly sessions: SessionTable | undefined;
  readonly #log = new SequenceLog();
  readonly #ready = new ReadyList();
  readonly #locks: LockTable;
  readonly #hungry = new Set<Consumer>();
  readonly #shelf: Shelf;
  readonly #keeper: LaneKeeper;
  readonly #around: Surroundings;
  #deferred = 0;
  #scheduled = 0;
  #bytes = 0;

  constructor(name: LaneName, shelf: Shelf, withSessions: boolean, keeper: LaneKeeper, around: Surroundings) {
    this.name = name;
    this.#shelf = shelf;
    this.#keeper = keeper;
    this.#around = around;
    this.#locks = new LockTable(around);
    this.sessions = withSessions ? new SessionTable(this, shelf, keeper, around) : undefined;
  }

  get counts(): { active: number; deferred: number; scheduled: number; locked: number; bytes: number } {
    return {
      active: this.#log.size - this.#deferred - this.#scheduled,
      deferred: this.#deferred,
      scheduled: this.#scheduled,
      locked: this.#locks.size,
      bytes: this.#bytes,
    };
  }

  /** Takes in a new message, or one kept from an earlier run. */
  add(entry: Entry, kept: boolean): void {
    this.#keep(entry, kept);
    if (entry.place === 'active') this.#offer(entry);
  }

  /** Takes in a new message that nobody can receive before it rejoins, or before the next start. */
  withhold(entry: Entry): void {
    this.#keep(entry, false);
  }

  /** Puts a message that was withheld at the end of the queue, unless it is gone. */
  rejoin(entry: Entry): void {
    if (entry.gone) return;
    const { store } = this.#around;
    const { content } = entry;
    content.shares++;
    this.remove(entry);
    const sequence = this.#shelf.nextSequence++;
    store.advanceSequence(this.#shelf);
    this.add({ ...entry, id: store.nextEntryId(), sequence, gone: false, appointments: 0 }, false);
    store.releaseContent(content);
  }

  #keep(entry: Entry, kept: boolean): void {
    this.#log.add(entry);
    this.#bytes += entry.content.size;
    if (!kept) this.#around.store.addEntry(this.#shelf, this.name, entry);
    if (entry.place === 'deferred') this.#deferred++;
    if (entry.place === 'scheduled') {
      this.#scheduled++;
      this.#appoint(entry, entry.dueAt);
    } else if (entry.expiresAt !== Number.POSITIVE_INFINITY) {
      this.#appoint(entry, entry.expiresAt);
    }
  }

  /** Another version of a message in its place. */
  replaceContent(entry: Entry, content: Content): void {
    this.#bytes += content.size - entry.content.size;
    entry.content = content;
  }

  remove(entry: Entry): void {
    this.#drop(entry);
    this.#around.store.removeEntry(entry);
  }

  /** Removes everything: the entity is no more. */
  discard(): void {
    for (const entry of [...this.#log.from(0)]) this.remove(entry);
    this.#locks.clear();
    this.#hungry.clear();
  }

  /** Hands out what can be handed out. */
  pump(): void {
    for (const consumer of this.#hungry) {
      this.#hungry.delete(consumer);
      if (consumer.credit() <= 0) continue;
      // To the end of the line: consumers take turns.
      this.#hungry.add(consumer);
      const entry = this.#ready.shift();
      if (entry === undefined) return;
      this.hand(entry, consumer);
    }
  }

  /** The consumer has credit. */
  feed(consumer: Consumer): void {
    this.#hungry.add(consumer);
    this.pump();
  }

  leave(consumer: Consumer): void {
    this.#hungry.delete(consumer);
  }

  /** Gives the entry to the consumer, unless it has expired. */
  hand(entry: Entry, consumer: Consumer): void {
    if (entry.expiresAt <= this.#around.now()) this.#keeper.expired(entry);
    else consumer.take(this.#acquire(entry, consumer.mode));
  }

  /** The message under this lock. Throws `lock-lost`. */
  locked(token: string): Entry {
    return this.#locks.locked(token);
  }

  /** True while the lock has neither ended nor run out. */
  isLocked(token: string): boolean {
    return this.#locks.stands(token);
  }

  holds(token: string): boolean {
    return this.#locks.has(token);
  }

  /** Ends the lock and leaves the message where it is. Throws `lock-lost`. */
  unlock(token: string): Entry {
    const entry = this.locked(token);
    this.forceUnlock(entry);
    return entry;
  }

  /** Ends the lock, whether it has run out or not. */
  forceUnlock(entry: Entry): void {
    this.#locks.end(entry);
  }

  lockedInSession(sessionId: string): Entry[] {
    return this.#locks.inSession(sessionId);
  }

  /** Gives a message back to its place in the order. */
  giveBack(entry: Entry): void {
    if (entry.place === 'active') this.#offer(entry);
  }

  /** Sets aside a message that has just been unlocked. */
  defer(entry: Entry): void {
    if (entry.place !== 'deferred') this.#deferred++;
    entry.place = 'deferred';
    this.#around.store.updateEntry(entry);
  }

  /** Extends the lock. Throws `lock-lost`. */
  renew(token: string): number {
    return this.#locks.renew(token, this.#keeper.lockDuration());
  }

  /** Locks (or removes) deferred messages. Throws `message-not-found` when one is not there. */
  takeDeferred(sequences: readonly number[], consumer: Pick<Consumer, 'mode'>): Handed[] {
    const entries = [...new Set(sequences)].map((sequence) => {
      const entry = this.#log.get(sequence);
      if (entry?.place !== 'deferred' || entry.lock !== undefined) {
        throw new BrokerFailure(
          'message-not-found',
          `Failed to lock one or more specified messages. The message does not exist: ${sequence}.`,
        );
      }
      return entry;
    });
    return entries.map((entry) => this.#acquire(entry, consumer.mode));
  }

  get(sequence: number): Entry | undefined {
    return this.#log.get(sequence);
  }

  /** At least one message, if there is any, and then no more than `mostBytes`. */
  peek(from: number, most: number, sessionId?: string, mostBytes = Number.POSITIVE_INFINITY): Handed[] {
    let bytes = 0;
    this.#keeper.peeked();
    const found: Handed[] = [];
    const now = this.#around.now();
    for (const entry of this.#log.from(from)) {
      if (found.length === most) break;
      if (sessionId !== undefined && entry.sessionId !== sessionId) continue;
      if (entry.expiresAt <= now && entry.place === 'active' && entry.lock === undefined) continue;
      bytes += entry.content.size;
      if (bytes > mostBytes && found.length > 0) break;
      const deliveryCount = entry.lock !== undefined && this.#countsAttempts ? entry.attempts - 1 : entry.attempts;
      found.push({ entry, content: this.#around.store.content(entry.content), deliveryCount });
    }
    return found;
  }

  /** Removes messages that could be received now and were enqueued before this time; returns how many. */
  removeAvailable(most: number, before: number, sessionId: string | undefined): number {
    const found: Entry[] = [];
    for (const entry of this.#log.from(0)) {
      if (found.length === most) break;
      if (entry.place !== 'active' || entry.lock !== undefined || entry.enqueuedAt >= before) continue;
      if (sessionId === undefined || entry.sessionId === sessionId) found.push(entry);
    }
    for (const entry of found) this.remove(entry);
    return found.length;
  }

  all(): Iterable<Entry> {
    return this.#log.from(0);
  }

  /** Dead letters may be tried without end. */
  get #countsAttempts(): boolean {
    return this.name === 'main';
  }

  #offer(entry: Entry): void {
    if (this.sessions !== undefined) {
      this.sessions.offer(entry);
      return;
    }
    this.#ready.push(entry);
    this.pump();
  }

  #acquire(entry: Entry, mode: Consumer['mode']): Handed {
    this.#keeper.handed();
    const content = this.#around.store.content(entry.content);
    const deliveryCount = entry.attempts;
    if (mode === 'receive-and-delete') {
      this.remove(entry);
      return { entry, content, deliveryCount };
    }
    if (this.#countsAttempts) entry.attempts++;
    const session = this.sessions?.lockOf(entry.sessionId);
    const until = session?.until ?? this.#around.now() + this.#keeper.lockDuration();
    this.#locks.lock(entry, until);
    this.#around.store.updateEntry(entry);
    this.#appoint(entry, until);
    return { entry, content, deliveryCount };
  }

  #drop(entry: Entry): void {
    if (entry.gone) return;
    if (entry.place === 'deferred') this.#deferred--;
    if (entry.place === 'scheduled') this.#scheduled--;
    this.#locks.forget(entry);
    this.#bytes -= entry.content.size;
    this.#log.remove(entry);
    this.#around.timeline.fell(entry.appointments);
  }

  #appoint(entry: Entry, at: number): void {
    entry.appointments++;
    this.#around.timeline.add(new Visit(at, entry, this));
  }

  /** A moment the entry was waiting for has come. */
  visit(entry: Entry, now: number): void {
    entry.appointments--;
    if (entry.gone) {
      this.#around.timeline.fell(-1);
      return;
    }
    if (entry.lock !== undefined) {
      if (entry.lock.until > now) {
        this.#appoint(entry, entry.lock.until);
        return;
      }
      this.forceUnlock(entry);
      this.#keeper.returned(entry);
      if (entry.gone) return;
    }
    if (entry.place === 'scheduled') {
      if (entry.dueAt <= now) this.#keeper.due(entry);
    } else if (entry.place === 'active' && entry.expiresAt <= now) {
      this.#keeper.expired(entry); // deferred ones stay, by the service's design
    }
  }
}
