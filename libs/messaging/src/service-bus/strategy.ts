import type { ProcessErrorArgs, ServiceBusReceivedMessage } from '@azure/service-bus';
import { log } from '@causeway/runtime/telemetry';
import { subscriptions } from '../topology.js';
import type { ServiceBus } from './bus.js';
import { DeadLetterWatch } from './dead-letter-watch.js';
import { EventHandlers } from './event-handlers.js';
import { handleMessage, type Settlement } from './handle-message.js';
import { Reception } from './reception.js';
import type { RefusalAudit } from './refusals.js';

export type StrategySettings = {
  /** Whose subscriptions of the topology are received. */
  service: string;
  bus: ServiceBus;
  /** Hears of every event that is refused for what it is. */
  audit: RefusalAudit;
  /** Messages handled at once, per subscription. */
  concurrency?: number;
};

const drainMs = 4000;
const quietMs = 30_000;

/**
 * For `serve({ events })` or `connectMicroservice`: receives every subscription of the service and calls its
 * `@EventPattern` handlers.
 */
export const serviceBusOptions = (settings: StrategySettings): { strategy: ServiceBusStrategy } => ({
  strategy: new ServiceBusStrategy(settings),
});

/** Nest's transport over Service Bus, for a process that stays alive and listens itself. `handleMessage` says what becomes of a message. */
export class ServiceBusStrategy extends EventHandlers {
  readonly #settings: Required<StrategySettings>;
  readonly #toldAt = new Map<string, number>();
  #watch: DeadLetterWatch | undefined;
  #receptions: Reception[] = [];
  #unwatch: () => void = () => undefined;

  constructor(settings: StrategySettings) {
    super();
    this.#settings = { concurrency: 16, ...settings };
  }

  /** Starts receiving. A broker that is away is waited for in the background. */
  override listen(callback: () => void): unknown {
    this.#receive();
    this.#watch = new DeadLetterWatch(this.#settings.bus, this.#settings.service);
    this.#unwatch = this.#settings.bus.connection.onReplaced(() => {
      for (const reception of this.#receptions) void reception.stop(drainMs);
      this.#receive();
    });
    return callback();
  }

  /** Stops receiving, lets the handlers in flight finish (4 s at most; the rest is redelivered) and leaves the bus open. */
  override async close(): Promise<void> {
    this.#unwatch();
    const receptions = this.#receptions;
    this.#receptions = [];
    await Promise.all([this.#watch?.close(), ...receptions.map((reception) => reception.stop(drainMs))]);
  }

  #receive(): void {
    const { bus, concurrency, service } = this.#settings;
    this.#receptions = subscriptions
      .filter(({ name }) => name === service)
      .map(
        (subscription) =>
          new Reception({
            bus,
            subscription,
            concurrency,
            process: (message, from) => this.#process(message, from),
            report: (args) => this.#report(args),
          }),
      );
  }

  async #process(message: ServiceBusReceivedMessage, from: Reception): Promise<void> {
    const { bus, audit } = this.#settings;
    const deliver = this.deliver.bind(this);
    const { receiver: lock, subscription } = from;
    await handleMessage({ deliver, bus, audit }, { message, subscription, lock, settlement: overLink(message, from) });
  }

  /** A broker that is away fails many times a second: one line per subscription and half minute tells as much. */
  #report({ error, errorSource, entityPath }: ProcessErrorArgs): void {
    const now = performance.now();
    if (now - (this.#toldAt.get(entityPath) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    this.#toldAt.set(entityPath, now);
    const why = error.message;
    log.warn({ why, errorSource, entityPath }, 'Service Bus is not answering; receiving is tried again until it does');
  }
}

/** Settles over the link that the message came over. */
const overLink = (message: ServiceBusReceivedMessage, { receiver, turns }: Reception): Settlement => ({
  complete: () => turns.together(() => receiver.completeMessage(message)),
  deadLetter: (reason) => turns.alone(() => receiver.deadLetterMessage(message, reason)),
  abandon: () => turns.alone(() => receiver.abandonMessage(message)),
});
