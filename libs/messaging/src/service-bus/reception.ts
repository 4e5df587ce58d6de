import type {
  MessageHandlers,
  ProcessErrorArgs,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import type { Subscription } from '../topology.js';
import type { ServiceBus } from './bus.js';
import { SettlementTurns } from './settlement-turns.js';
import { within } from './within.js';

export type ReceptionSettings = {
  bus: ServiceBus;
  subscription: Subscription;
  /** Messages handled at once. */
  concurrency: number;
  process(message: ServiceBusReceivedMessage, from: Reception): Promise<void>;
  report(args: ProcessErrorArgs): void;
};

/** One subscription, received over one client for as long as that client lives. */
export class Reception {
  readonly receiver: ServiceBusReceiver;
  readonly subscription: Subscription;
  readonly turns = new SettlementTurns();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #link: { end(): void };
  readonly #subscriber: { close(): Promise<void> };

  /** Starts receiving. A broker that is away is waited for in the background. */
  constructor({ bus, subscription, concurrency, process, report }: ReceptionSettings) {
    this.subscription = subscription;
    this.receiver = bus.client.createReceiver(subscription.topic, subscription.name, {
      // Locks are held by `holdingLock`.
      maxAutoLockRenewalDurationInMs: 0,
      // What a message holds is judged by its bytes, and passed on to the byte when it is re-sent.
      skipParsingBodyAsJson: true,
    });
    const link = bus.connection.watch();
    this.#link = link;
    // The last two are known to the client's streaming receiver (7.9.5) though not to its types: it calls them each time
    // it opens its link.
    const handlers: MessageHandlers & { preInitialize(): Promise<void>; postInitialize(): Promise<void> } = {
      processMessage: (message) => this.#tracked(process(message, this)),
      processError: async (args) => report(args),
      preInitialize: async () => link.opening(),
      postInitialize: async () => link.opened(),
    };
    this.#subscriber = this.receiver.subscribe(handlers, {
      autoCompleteMessages: false,
      maxConcurrentCalls: concurrency,
    });
  }

  /** Takes nothing more and lets the handlers in flight finish, `drainMs` at most; what they leave is delivered again. */
  async stop(drainMs: number): Promise<void> {
    this.#link.end();
    const stopped = this.#subscriber.close();
    await within(drainMs, async () => {
      await stopped;
      while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
    });
    await within(drainMs, () => this.receiver.close());
  }

  async #tracked(work: Promise<void>): Promise<void> {
    this.#inFlight.add(work);
    try {
      await work;
    } finally {
      this.#inFlight.delete(work);
    }
  }
}
