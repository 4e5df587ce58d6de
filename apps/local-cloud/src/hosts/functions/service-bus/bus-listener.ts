import type { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusOptions } from '../host-json.js';
import type { Invocations } from '../invocations.js';
import type { Say } from '../log.js';
import { type BusFunction, pathOf } from './bus-functions.js';
import { Calls } from './calls.js';
import { type Reception, receiveMany, receiveSingly } from './reception.js';
import { receiveSessions } from './sessions.js';

/** So long all links may take to open before a new client is tried: what hangs does not come back by itself. */
const patienceMs = 15_000;
/** How soon a lost connection is followed by the next: then later and later while none comes about. */
const pausesMs = [0, 100, 500, 2000] as const;
/** A client that was replaced is kept so long for what is still being settled on it. */
const farewellMs = 5000;
/** A broker that is there takes milliseconds for a goodbye; one that is not need not hold up an end. */
const goodbyeMs = 500;

/** What of the client's inside is used. */
type Inside = { connection: { once(event: 'disconnected', listener: () => void): unknown } };

export interface BusListenerSettings {
  /** Those of one connection. */
  functions: readonly BusFunction[];
  connect: () => Promise<ServiceBusClient>;
  options: ServiceBusOptions;
  invocations: Invocations;
  say: Say;
}

/**
 * Listens for the messages of functions over one connection. When that is lost, the client and every receiver are replaced
 * as a whole: the client (7.9.5) would open them again by itself, but can hang for a minute when a broker dies twice.
 */
export class BusListener {
  readonly #settings: BusListenerSettings;
  readonly #calls: ReadonlyMap<BusFunction, Calls>;
  readonly #leaving = new Map<ServiceBusClient, NodeJS.Timeout>();
  readonly #attempted = Promise.withResolvers<void>();
  #client: ServiceBusClient | undefined;
  #receptions = new Map<BusFunction, Reception>();
  #failures = 0;
  #stopped = false;
  #planned: NodeJS.Timeout | undefined;

  constructor(settings: BusListenerSettings) {
    this.#settings = settings;
    const { options, invocations, say } = settings;
    this.#calls = new Map(settings.functions.map((of) => [of, new Calls(of, options, invocations, say)]));
  }

  /**
   * Resolves once every function listens, or once it is known that the broker is away: then it is waited for.
   *
   * @throws Error when no client can be made of the connection's setting
   */
  async start(): Promise<void> {
    await Promise.race([this.#listen(), this.#attempted.promise]);
  }

  /** Takes nothing more and lets the calls in flight end, `withinMs` at most; what they leave is delivered again. */
  async stop(withinMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#planned);
    const taken = Promise.all([...this.#receptions.values()].map((reception) => reception.stop()));
    const settled = taken.then(() => Promise.all([...this.#calls.values()].map((calls) => calls.ended())));
    await within(withinMs, settled);
  }

  async close(): Promise<void> {
    const clients = [...this.#leaving.keys(), ...(this.#client === undefined ? [] : [this.#client])];
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    await within(goodbyeMs, Promise.all(clients.map((client) => client.close())));
  }

  async #listen(): Promise<void> {
    const client = await this.#settings.connect();
    this.#client = client;
    this.#receptions = new Map(this.#settings.functions.map((of) => [of, this.#receive(client, of)]));
    const hangs = setTimeout(() => this.#replace(client, 'does not open its links'), patienceMs);
    // Only the client's inside knows when its connection is lost; without it, links that hang are noticed later.
    const { _connectionContext: inside } = client as unknown as { _connectionContext?: Inside };
    inside?.connection.once('disconnected', () => {
      clearTimeout(hangs);
      this.#replace(client, 'was lost');
    });
    await Promise.all([...this.#receptions.values()].map(({ listening }) => listening));
    clearTimeout(hangs);
    if (this.#stopped || client !== this.#client) return;
    this.#failures = 0;
    const paths = this.#settings.functions.map(({ entity }) => pathOf(entity));
    this.#settings.say('information', 'Host.Triggers.ServiceBus', `Listening to ${paths.join(', ')}.`);
    this.#attempted.resolve();
  }

  #receive(client: ServiceBusClient, of: BusFunction): Reception {
    const calls = this.#calls.get(of);
    if (calls === undefined) throw new Error(`${of.metadata.name} is none of this listener's functions.`);
    const reception = {
      client,
      of,
      options: this.#settings.options,
      calls,
      settler: () => this.#receptions.get(of)?.settler ?? receiving.settler,
      report: (error: unknown) => this.#report(of, error),
    };
    const receiving = of.sessions
      ? receiveSessions(reception)
      : of.many
        ? receiveMany(reception)
        : receiveSingly(reception);
    return receiving;
  }

  #report(of: BusFunction, error: unknown): void {
    this.#attempted.resolve();
    if (this.#stopped) return;
    const why = error instanceof Error ? error.message : String(error);
    this.#settings.say('warning', 'Host.Triggers.ServiceBus', `Receiving from ${pathOf(of.entity)} failed: ${why}`);
  }

  #replace(old: ServiceBusClient, why: string): void {
    this.#attempted.resolve();
    if (this.#stopped || old !== this.#client) return;
    const pauseMs = pausesMs[Math.min(this.#failures, pausesMs.length - 1)] ?? 0;
    this.#failures += 1;
    this.#settings.say(
      'warning',
      'Host.Triggers.ServiceBus',
      `The connection to Service Bus ${why}; a new one is made.`,
    );
    for (const reception of this.#receptions.values()) void reception.stop().catch(() => undefined);
    // Whoever is still settling on it has had his time by then.
    const farewell = setTimeout(() => {
      this.#leaving.delete(old);
      void within(goodbyeMs, old.close());
    }, farewellMs);
    this.#leaving.set(old, farewell);
    this.#planned = setTimeout(() => void this.#listen(), pauseMs);
  }
}

/** Waits for what may fail, or hang; for `ms` at most. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([Promise.allSettled([work]), late.promise]);
  clearTimeout(timer);
}
