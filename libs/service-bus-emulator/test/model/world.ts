import type { Consumer } from '../../src/broker/consumer.js';
import { aQueue, type QueueDefinition } from '../../src/broker/definition.js';
import type { Lane } from '../../src/broker/lane.js';
import { limitsOf } from '../../src/broker/limits.js';
import type { Arrival, Handed } from '../../src/broker/message.js';
import { Queue } from '../../src/broker/queue.js';
import type { Surroundings } from '../../src/broker/surroundings.js';
import { Timeline } from '../../src/broker/timeline.js';
import { Faults } from '../../src/faults/faults.js';
import type { Store } from '../../src/storage/store.js';

export interface Sent {
  readonly id: string;
  /** Ms; 0: none. */
  readonly timeToLive: number;
  /** Ms since 1970; 0: at once. */
  readonly scheduledFor: number;
  readonly sessionId?: string;
}

/** A queue with a clock that moves on request, and a store that can be opened again. */
export class World {
  now = 1_000_000;
  readonly #definition: QueueDefinition;
  readonly #open: () => Store;
  #store: Store;
  #timeline = new Timeline(() => undefined);
  #guids = 0;
  queue: Queue;

  constructor(given: Partial<QueueDefinition>, open: () => Store) {
    this.#definition = aQueue({ name: 'q', ...given });
    this.#open = open;
    this.#store = open();
    this.queue = this.#makeQueue();
  }

  /** Everything that waits for a moment comes at the end of a step of 100 ms. */
  pass(steps: number): void {
    for (let step = 0; step < steps; step++) {
      this.now += 100;
      this.#timeline.advance(this.now);
    }
  }

  restart(): void {
    this.close();
    this.#store = this.#open();
    this.#timeline = new Timeline(() => undefined);
    this.queue = this.#makeQueue();
    this.queue.resume();
    this.#timeline.advance(this.now);
  }

  close(): void {
    this.#store.close();
  }

  send(sent: Sent): number {
    return this.queue.send(arrivalOf(sent));
  }

  /** The next message, if one is ready. */
  receive(lane: Lane, mode: Consumer['mode']): Handed | undefined {
    const taken: Handed[] = [];
    const consumer: Consumer = { mode, credit: () => 1 - taken.length, take: (handed) => void taken.push(handed) };
    lane.feed(consumer);
    lane.leave(consumer);
    return taken[0];
  }

  #makeQueue(): Queue {
    const around: Surroundings = {
      now: () => this.now,
      guid: () => `guid-${++this.#guids}`,
      store: this.#store,
      timeline: this.#timeline,
      limits: limitsOf({}),
      faults: new Faults(),
      read: (content) => arrivalOf(JSON.parse(content.toString())),
      change: (content) => content,
      forward: () => undefined,
    };
    return new Queue('q', this.#definition, around);
  }
}

const arrivalOf = (sent: Sent): Arrival => ({
  content: Buffer.from(JSON.stringify(sent)),
  messageId: sent.id,
  sessionId: sent.sessionId,
  partitionKey: undefined,
  timeToLive: sent.timeToLive,
  scheduledFor: sent.scheduledFor,
  hops: 0,
  facts: () => ({ system: () => undefined, user: () => undefined }),
});

export const idOf = ({ content }: Handed): string => String(JSON.parse(content.toString()).id);
