import { points } from '../failpoints.js';
import type { Shelf } from '../storage/store.js';
import type { QueueDefinition, SubscriptionDefinition } from './definition.js';
import { Duplicates } from './duplicates.js';
import { Entrance } from './entrance.js';
import { anEntry } from './entry.js';
import { BrokerFailure } from './failure.js';
import { Lane } from './lane.js';
import type { LaneKeeper } from './lane-keeper.js';
import type { Arrival, Content, Entry } from './message.js';
import { mustHaveRoom } from './quota.js';
import { Settlements } from './settlements.js';
import type { Surroundings } from './surroundings.js';
import { aTally } from './tally.js';
import { reasons, WaysOut } from './ways-out.js';

const NO_SESSION = "Session enabled entity doesn't allow a message whose session identifier is null.";

type Settings = QueueDefinition | SubscriptionDefinition;

export interface EntityCounts {
  /** Ready or locked. */
  active: number;
  scheduled: number;
  deferred: number;
  deadLetter: number;
  /** Those of the active, deferred and dead-letter ones that a receiver holds. */
  locked: number;
}

/** A queue or a subscription: its messages, its dead letters, and the ways between them. */
export class Queue {
  readonly path: string;
  readonly main: Lane;
  readonly deadLetters: Lane;
  /** Where the service puts what it cannot transfer in a transaction; without transactions nothing comes. */
  readonly transferDeadLetters: Lane;
  readonly shelf: Shelf;
  /** When a message last came, went or was looked at, in ms since 1970; 0: not since the start. */
  usedAt = 0;
  /** Attached right now. */
  receivers = 0;
  readonly tally = aTally();
  /** What receivers decide. */
  readonly settle: Settlements;
  readonly #around: Surroundings;
  readonly #duplicates: Duplicates | undefined;
  readonly #entrance: Entrance;
  readonly #waysOut: WaysOut;
  #settings: Settings;

  constructor(path: string, settings: Settings, around: Surroundings) {
    this.path = path;
    this.#settings = settings;
    this.#around = around;
    this.shelf = around.store.shelf(path);
    this.#waysOut = new WaysOut(this, around);
    this.settle = new Settlements(this, this.#waysOut, (entry) => this.#returned(entry), around);
    const withDuplicates = 'requiresDuplicateDetection' in settings && settings.requiresDuplicateDetection;
    this.#duplicates = withDuplicates ? new Duplicates(this.shelf, around) : undefined;
    const keeper: LaneKeeper = {
      lockDuration: () => this.#settings.lockDuration,
      returned: (entry) => this.#returned(entry),
      expired: (entry) => this.#waysOut.expired(entry),
      due: (entry) => this.#due(entry),
      handed: () => {
        this.tally.delivered++;
        this.#used();
      },
      peeked: () => this.#used(),
    };
    this.main = new Lane('main', this.shelf, settings.requiresSession, keeper, around);
    this.#entrance = new Entrance(this.main, path, around);
    const ofDead = { ...keeper, returned: (entry: Entry) => this.deadLetters.giveBack(entry) };
    this.deadLetters = new Lane('dead-letter', this.shelf, false, ofDead, around);
    this.transferDeadLetters = new Lane('dead-letter', this.shelf, false, ofDead, around);
    for (const { lane, entry } of around.store.entries(this.shelf)) {
      (lane === 'main' ? this.main : this.deadLetters).add(entry, true);
    }
  }

  /** Settles what an earlier run left behind: messages whose last attempt was cut off by its end. */
  resume(): void {
    for (const entry of [...this.main.all()]) {
      if (entry.place === 'active' && entry.attempts >= this.#settings.maxDeliveryCount) this.#waysOut.exhausted(entry);
    }
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Changes what can change while it runs; sessions and duplicate detection cannot. */
  set settings(settings: Settings) {
    this.#settings = settings;
    if (settings.forwardTo === '') return;
    // What waits goes the new way as well.
    for (const entry of [...this.main.all()]) {
      if (entry.place === 'active' && entry.lock === undefined) this.#offer(entry);
    }
  }

  get isInUse(): boolean {
    return this.receivers > 0 || this.main.counts.scheduled > 0;
  }

  /** A receiver comes. Returns how to tell that it leaves. */
  attach(): () => void {
    this.receivers++;
    return () => {
      this.receivers--;
      this.#used();
    };
  }

  /** Removes everything: the entity is no more. */
  discard(): void {
    this.main.discard();
    this.deadLetters.discard();
  }

  get counts(): EntityCounts {
    const main = this.main.counts;
    const dead = this.deadLetters.counts;
    return {
      active: main.active,
      scheduled: main.scheduled,
      deferred: main.deferred,
      deadLetter: dead.active + dead.deferred,
      locked: main.locked + dead.locked,
    };
  }

  /** Of all messages, dead letters included. */
  get bytes(): number {
    return this.main.counts.bytes + this.deadLetters.counts.bytes;
  }

  /** Throws `quota-exceeded` when it is full. */
  mustHaveRoom(): void {
    if ('maxSizeInMegabytes' in this.#settings)
      mustHaveRoom('Queue', this.path, this.bytes, this.#settings.maxSizeInMegabytes);
  }

  /** Throws `not-allowed` for a message that cannot be in this queue. */
  mustTake(arrival: Arrival): void {
    if (this.#settings.requiresSession && arrival.sessionId === undefined) {
      throw new BrokerFailure(
        'not-allowed',
        'The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.',
      );
    }
  }

  /** Takes a message sent to this queue; returns its sequence number, also for a duplicate that is dropped. */
  send(arrival: Arrival): number {
    this.mustTake(arrival);
    if (this.#isDuplicate(arrival)) return this.shelf.nextSequence;
    const { store } = this.#around;
    const content = store.addContent(arrival.content);
    content.shares++;
    const sequence = this.accept(arrival, content);
    store.releaseContent(content);
    return sequence;
  }

  /** Takes a message whose content is kept already, such as a subscription's copy; the caller holds a share of it. */
  accept(arrival: Arrival, content: Content): number {
    this.tally.arrived++;
    this.#used();
    return this.#take(arrival, content);
  }

  #take(arrival: Arrival, content: Content): number {
    const entry = this.#entryOf(arrival, content);
    if (this.#settings.forwardTo !== '' && entry.place === 'active') {
      this.#waysOut.forward(entry, arrival);
    } else if (this.#settings.requiresSession && entry.sessionId === undefined) {
      this.#waysOut.bury(entry, reasons('Session ID is null.', NO_SESSION));
    } else {
      this.#entrance.admit(entry, () => this.#entryOf(arrival, content));
    }
    return entry.sequence;
  }

  /** Puts a message that cannot be accepted among the dead letters; the caller holds a share of its content. */
  bury(arrival: Arrival, content: Content, reason: string, description: string): void {
    this.#waysOut.bury(this.#entryOf(arrival, content), reasons(reason, description));
  }

  /** Removes a scheduled message. Throws `message-not-found`. */
  cancel(sequence: number): void {
    const entry = this.main.get(sequence);
    if (entry?.place !== 'scheduled') {
      throw new BrokerFailure(
        'message-not-found',
        `The scheduled message ${sequence} does not exist in '${this.path}'.`,
      );
    }
    this.main.remove(entry);
  }

  #isDuplicate(arrival: Arrival): boolean {
    if (this.#duplicates === undefined || !('duplicateWindow' in this.#settings)) return false;
    return this.#duplicates.repeats(arrival.messageId, this.#settings.duplicateWindow);
  }

  #entryOf(arrival: Arrival, content: Content): Entry {
    return anEntry(arrival, content, this.shelf, this.#settings.defaultTimeToLive, this.#around);
  }

  #returned(entry: Entry): void {
    if (entry.place === 'active' && entry.attempts >= this.#settings.maxDeliveryCount) this.#waysOut.exhausted(entry);
    else if (entry.place === 'active' && entry.expiresAt <= this.#around.now()) this.#waysOut.expired(entry);
    else this.#offer(entry);
  }

  /** Lets a message that nobody holds be received again, or go where messages are forwarded by now. */
  #offer(entry: Entry): void {
    if (this.#settings.forwardTo === '' || entry.place !== 'active') {
      this.main.giveBack(entry);
      return;
    }
    const { store } = this.#around;
    const { content } = entry;
    content.shares++;
    const arrival = this.#around.read(store.content(content));
    this.main.remove(entry);
    this.#waysOut.forward({ ...entry, gone: false, appointments: 0 }, arrival);
    store.releaseContent(content);
  }

  #used(): void {
    this.usedAt = this.#around.now();
  }

  /** A scheduled message joins the end of the queue, with a new sequence number. */
  #due(entry: Entry): void {
    const { store } = this.#around;
    const arrival = {
      ...this.#around.read(store.content(entry.content)),
      scheduledFor: entry.dueAt,
      isDue: true,
      enqueuedSequence: entry.sequence,
    };
    const content = entry.content;
    content.shares++;
    this.main.remove(entry);
    this.#take(arrival, content);
    store.releaseContent(content);
    points['scheduled-moved'].pass();
  }
}
