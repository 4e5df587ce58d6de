import type { ServiceBusClient, ServiceBusSender } from '@azure/service-bus';
import { log } from '@causeway/runtime/telemetry';
import { clientFor } from './client.js';
import { within } from './within.js';

/** So long may a link take to open, at first; each time in a row that it does not, twice as long: a broker may be slow. */
const firstPatienceMs = 5000;
const longestPatienceMs = 60_000;
/** So many sends in a row that got no answer say that the connection leads nowhere. */
const silentSends = 2;
/** How long the broker may take for an answer, such as to a settlement. */
const answerMs = 5000;
/** A broker that is there takes milliseconds for it; one that is not need not hold up an end. */
const goodbyeMs = 2000;

const retryOptions = { maxRetries: 2, retryDelayInMs: 100, maxRetryDelayInMs: 1000, timeoutInMs: answerMs };

/** What of the client's inside is used. */
type Inside = { connection: { once(event: 'disconnected', listener: () => void): unknown } };

/** Of one link of a receiver: whether it is being opened, or open. */
export interface LinkWatch {
  opening(): void;
  opened(): void;
  /** Nobody waits for this link any more. */
  end(): void;
}

/** The process looks at the clock so often; where it did not for a while it stood still, and the broker has closed what was open. */
const pulseMs = 5000;
const stoodStillMs = 30_000;

/** How soon a lost connection is followed by the next: at once, then later and later while none comes about. */
const pausesMs = [0, 100, 200, 400, 1000] as const;

/**
 * The client of Service Bus and its senders, replaced as a whole when its connection is lost, or hangs.
 *
 * The client (7.9.5) would open lost links again by itself, but when the connection is lost once more while a link is
 * being authorised (`_negotiateClaim`), it waits for that answer for a minute, whatever its options say, and everything
 * behind its lock waits, too. A broker that dies twice in a second would stop every consumer for a minute.
 */
export class Connection {
  readonly #connectionString: string;
  readonly #replaced = new Set<() => void>();
  /** Clients that were replaced, and when they are closed. */
  readonly #leaving = new Map<ServiceBusClient, NodeJS.Timeout>();
  #client: ServiceBusClient;
  #senders = new Map<string, ServiceBusSender>();
  #patienceMs = firstPatienceMs;
  #silent = 0;
  #lost = 0;
  #closed = false;
  #pulseAt = Date.now();
  readonly #pulse = setInterval(() => this.#replaceIfStoodStill(), pulseMs).unref();

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
    this.#client = this.#connect();
  }

  get client(): ServiceBusClient {
    this.#replaceIfStoodStill();
    return this.#client;
  }

  /** Calls back when there is a new client; the one before is closed a little later. Returns what ends that. */
  onReplaced(listener: () => void): () => void {
    this.#replaced.add(listener);
    return () => this.#replaced.delete(listener);
  }

  /** Watches how a link of the present client opens; one that takes too long has the client replaced. */
  watch(): LinkWatch {
    const client = this.#client;
    let timer: NodeJS.Timeout | undefined;
    const end = () => clearTimeout(timer);
    return {
      end,
      opening: () => {
        end();
        timer = setTimeout(() => this.#replaceHanging(client, 'a link did not open'), this.#patienceMs);
        timer.unref();
      },
      opened: () => {
        end();
        this.#patienceMs = firstPatienceMs;
        this.#lost = 0;
      },
    };
  }

  /** @throws what the client throws, and AbortError when `timeoutMs` are over */
  async withSender<T>(
    topic: string,
    timeoutMs: number,
    work: (sender: ServiceBusSender, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { client } = this;
    const abortSignal = AbortSignal.timeout(timeoutMs);
    try {
      const result = await work(this.#sender(topic), abortSignal);
      this.#silent = 0;
      this.#lost = 0;
      return result;
    } catch (error) {
      this.#silent = abortSignal.aborted ? this.#silent + 1 : 0;
      if (this.#silent >= silentSends) this.#replaceHanging(client, 'nothing that is sent is answered');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#pulse);
    this.#replaced.clear();
    await Promise.all([this.#client, ...this.#leaving.keys()].map((client) => this.#end(client)));
  }

  async #end(client: ServiceBusClient): Promise<void> {
    clearTimeout(this.#leaving.get(client));
    this.#leaving.delete(client);
    await within(goodbyeMs, () => client.close());
  }

  #connect(): ServiceBusClient {
    const client = clientFor(this.#connectionString, { retryOptions });
    // Only the client's inside (7.9.5) knows when its connection is lost; without it, hanging links are noticed later.
    const { _connectionContext: inside } = client as unknown as { _connectionContext?: Inside };
    inside?.connection.once('disconnected', () => this.#replaceLost(client));
    return client;
  }

  #sender(topic: string): ServiceBusSender {
    let sender = this.#senders.get(topic);
    if (sender === undefined) {
      sender = this.#client.createSender(topic);
      this.#senders.set(topic, sender);
    }
    return sender;
  }

  /** Rather than wait until a connection that is dead since is noticed. */
  #replaceIfStoodStill(): void {
    const now = Date.now();
    const stoodStill = now - this.#pulseAt > stoodStillMs;
    this.#pulseAt = now;
    if (stoodStill) this.#replace(this.#client, 0);
  }

  #replaceLost(client: ServiceBusClient): void {
    const pauseMs = pausesMs[Math.min(this.#lost, pausesMs.length - 1)] ?? 0;
    this.#lost += 1;
    this.#replace(client, pauseMs * (0.5 + Math.random() / 2));
  }

  #replaceHanging(client: ServiceBusClient, why: string): void {
    if (this.#closed || client !== this.#client) return;
    log.warn({ why, patienceMs: this.#patienceMs }, 'the connection to Service Bus hangs; a new one takes its place');
    this.#patienceMs = Math.min(2 * this.#patienceMs, longestPatienceMs);
    this.#replace(client, 0);
  }

  #replace(old: ServiceBusClient, pauseMs: number): void {
    if (this.#closed || old !== this.#client) return;
    this.#silent = 0;
    this.#client = this.#connect();
    this.#senders = new Map();
    setTimeout(() => {
      for (const listener of this.#replaced) listener();
    }, pauseMs).unref();
    // Whoever is still settling on it has had his time by then.
    const late = setTimeout(() => void this.#end(old), answerMs);
    this.#leaving.set(old, late);
  }
}
