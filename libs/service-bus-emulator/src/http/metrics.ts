import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Answer } from '../atom/answer.js';
import type { Tally } from '../broker/tally.js';
import type { Health } from './health.js';
import type { Observed } from './observed.js';

const outcomes = ['completed', 'abandoned', 'deferred'] as const;

/** From a fast disk's commit to one that makes clients wait, in seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What Prometheus is told. */
export class Metrics {
  readonly #observed: Observed;
  readonly #registry = new Registry();
  readonly #healthy: Gauge;
  readonly #commits: Histogram;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#messages();
    this.#counter('arrived', 'Messages sent, copied or forwarded to an entity.');
    this.#counter('delivered', 'Messages handed to receivers, each time.');
    this.#counter('deadLettered', 'Messages put among the dead letters, for whatever reason.');
    this.#counter('expired', 'Messages whose time to live ended.');
    this.#settled();
    this.#gauge('service_bus_connections', 'Connected AMQP clients.', () => observed.connections());
    this.#gauge('service_bus_links', 'Links of clients to entities and their management nodes.', () =>
      observed.links(),
    );
    this.#gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    const registers = [this.#registry];
    const help = '1 while messages can go through.';
    this.#healthy = new Gauge({ name: 'service_bus_healthy', help, registers });
    this.#commits = new Histogram({
      name: 'service_bus_commit_seconds',
      help: 'Durable commits, from the beginning of their writing.',
      buckets: BUCKETS,
      registers,
    });
  }

  commit(seconds: number): void {
    this.#commits.observe(seconds);
  }

  async page({ healthy }: Health): Promise<Answer> {
    this.#healthy.set(healthy ? 1 : 0);
    return { status: 200, type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(read()) });
  }

  #messages(): void {
    const gauge: Gauge = new Gauge({
      name: 'service_bus_messages',
      help: 'Messages of an entity by state; locked ones are also counted under another state.',
      labelNames: ['entity', 'state'],
      registers: [this.#registry],
      collect: () => {
        gauge.reset();
        for (const [entity, counts] of Object.entries(this.#observed.broker.namespace.counts())) {
          for (const [state, count] of Object.entries(counts)) gauge.set({ entity, state }, count);
        }
      },
    });
  }

  /** The broker counts; the counter is filled anew each time. */
  #counter(tallied: keyof Tally, help: string): void {
    const counter: Counter = new Counter({
      name: `service_bus_messages_${tallied.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}_total`,
      help,
      labelNames: ['entity'],
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        for (const [entity, tally] of this.#tallies()) counter.inc({ entity }, tally[tallied]);
      },
    });
  }

  #settled(): void {
    const counter: Counter = new Counter({
      name: 'service_bus_messages_settled_total',
      help: 'Messages settled by receivers, by outcome; dead-lettered ones are counted as dead letters.',
      labelNames: ['entity', 'outcome'],
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        for (const [entity, tally] of this.#tallies()) {
          for (const outcome of outcomes) counter.inc({ entity, outcome }, tally[outcome]);
        }
      },
    });
  }

  #tallies(): [string, Tally][] {
    return Object.entries(this.#observed.broker.namespace.tallies());
  }
}
