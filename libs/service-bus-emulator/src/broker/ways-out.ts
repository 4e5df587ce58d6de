import { points } from '../failpoints.js';
import type { QueueDefinition, SubscriptionDefinition } from './definition.js';
import { BrokerFailure } from './failure.js';
import type { Lane } from './lane.js';
import type { Arrival, Entry, PropertyChanges } from './message.js';
import type { Surroundings } from './surroundings.js';
import type { Tally } from './tally.js';

/** Forwarding stops after this many steps, as on the service. */
const MAX_HOPS = 4;
const TOO_FAR = 'The maximum number of allowed hops when forwarding between queues has been exceeded.';

/** What the ways out of a queue need to know of it. */
export interface Origin {
  readonly path: string;
  readonly main: Lane;
  readonly deadLetters: Lane;
  readonly tally: Tally;
  readonly settings: QueueDefinition | SubscriptionDefinition;
}

/** The ways out of a queue other than to a receiver: on to another entity, among the dead letters, or away. */
export class WaysOut {
  readonly #queue: Origin;
  readonly #around: Surroundings;

  constructor(queue: Origin, around: Surroundings) {
    this.#queue = queue;
    this.#around = around;
  }

  /** It was tried as often as it may be. */
  exhausted(entry: Entry): void {
    const description = `Message could not be consumed after ${this.#queue.settings.maxDeliveryCount} delivery attempts.`;
    this.toDeadLetters(entry, reasons('MaxDeliveryCountExceeded', description));
  }

  /** Nobody received it in time. */
  expired(entry: Entry): void {
    this.#queue.tally.expired++;
    if (this.#queue.settings.deadLetterOnExpiration) {
      this.toDeadLetters(entry, reasons('TTLExpiredException', 'The message expired and was dead lettered.'));
    } else {
      this.#queue.main.remove(entry);
    }
  }

  /** Moves a message of the queue among its dead letters. */
  toDeadLetters(entry: Entry, changes: PropertyChanges): void {
    const content = entry.content;
    content.shares++;
    this.#queue.main.remove(entry);
    this.bury({ ...entry, content, gone: false, appointments: 0, lock: undefined }, changes);
    this.#around.store.releaseContent(content);
  }

  /** Puts an entry that is nowhere among the dead letters, or sends it on to where they are forwarded. */
  bury(entry: Entry, changes: PropertyChanges): void {
    this.#queue.tally.deadLettered++;
    const { store } = this.#around;
    const bytes = this.#around.change(store.content(entry.content), changes);
    if (this.#queue.settings.forwardDeadLettersTo !== '') {
      const arrival = this.#around.read(bytes);
      try {
        this.#around.forward(this.#queue.settings.forwardDeadLettersTo, {
          ...arrival,
          scheduledFor: 0,
          deadLetterSource: this.#queue.path,
          enqueuedSequence: entry.enqueuedSequence,
        });
        return;
      } catch (error) {
        // The other entity does not take it: better here than nowhere.
        if (!(error instanceof BrokerFailure)) throw error;
      }
    }
    const content = store.addContent(bytes);
    const id = store.nextEntryId();
    this.#queue.deadLetters.add(
      {
        ...entry,
        id,
        content,
        place: 'active',
        expiresAt: Number.POSITIVE_INFINITY,
        dueAt: 0,
        deadLetterSource: undefined,
      },
      false,
    );
    points['dead-letter-moved'].pass();
  }

  /** Sends an entry that is nowhere on to the entity that the settings name; what cannot get there is buried. */
  forward(entry: Entry, arrival: Arrival): void {
    try {
      if (arrival.hops >= MAX_HOPS) {
        this.bury(entry, reasons('MaxTransferHopCountExceeded', TOO_FAR));
        return;
      }
      this.#around.forward(this.#queue.settings.forwardTo, {
        ...arrival,
        enqueuedSequence: entry.enqueuedSequence,
        hops: arrival.hops + 1,
        scheduledFor: 0,
      });
      points['forwarded-moved'].pass();
    } catch (error) {
      if (!(error instanceof BrokerFailure)) throw error;
      this.bury(entry, reasons('ForwardingFailed', error.message));
    }
  }
}

/** What a dead letter says of itself. */
export const reasons = (reason: string, description: string): PropertyChanges =>
  new Map([
    ['DeadLetterReason', reason],
    ['DeadLetterErrorDescription', description],
  ]);
