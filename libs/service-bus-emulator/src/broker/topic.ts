import { points } from '../failpoints.js';
import { EvaluationError } from '../filters/arithmetic.js';
import type { FilterFacts } from '../filters/facts.js';
import { compileRule, type Rule, type RuleDefinition } from '../filters/rule.js';
import type { Shelf } from '../storage/store.js';
import type { SubscriptionDefinition, TopicDefinition } from './definition.js';
import { Duplicates } from './duplicates.js';
import { anEntry } from './entry.js';
import { BrokerFailure } from './failure.js';
import { Lane } from './lane.js';
import type { Arrival, Content, Entry } from './message.js';
import { Queue } from './queue.js';
import { mustHaveRoom } from './quota.js';
import type { Surroundings } from './surroundings.js';
import { aTally } from './tally.js';

/** A subscription: a queue that takes what its rules let through. */
export class Subscription {
  readonly name: string;
  readonly queue: Queue;
  readonly #rules = new Map<string, Rule>();
  readonly #around: Surroundings;
  #definition: SubscriptionDefinition;

  constructor(topic: string, definition: SubscriptionDefinition, around: Surroundings) {
    this.name = definition.name;
    this.#definition = definition;
    this.#around = around;
    this.queue = new Queue(`${topic}/Subscriptions/${definition.name}`, definition, around);
    for (const rule of definition.rules) this.#rules.set(rule.name.toLowerCase(), compileRule(rule));
  }

  /** As it is now, rules included. */
  get definition(): SubscriptionDefinition {
    return { ...this.#definition, rules: this.rules };
  }

  set definition(definition: SubscriptionDefinition) {
    this.#definition = definition;
    this.queue.settings = definition;
  }

  /** By name, as the service lists them. */
  get rules(): RuleDefinition[] {
    const definitions = [...this.#rules.values()].map((rule) => rule.definition);
    return definitions.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws `rule-exists`, or `invalid-argument` for an expression that cannot be read. */
  addRule(rule: RuleDefinition): void {
    const key = rule.name.toLowerCase();
    if (this.#rules.has(key))
      throw new BrokerFailure(
        'rule-exists',
        `The messaging entity '${this.queue.path}/Rules/${rule.name}' already exists.`,
      );
    this.#mustHaveRoomFor(rule);
    this.#rules.set(key, compileRule(rule));
  }

  #mustHaveRoomFor({ filter: { kind } }: RuleDefinition): void {
    const { limits } = this.#around;
    const most = kind === 'sql' ? limits.sqlRules : limits.correlationRules;
    // Few have so many rules that counting their kinds is worth it.
    if (this.#rules.size < most) return;
    if (this.rules.filter((rule) => rule.filter.kind === kind).length < most) return;
    throw new BrokerFailure(
      'quota-exceeded',
      `'${this.queue.path}' has ${most} ${kind} filters, the most it may have.`,
    );
  }

  /** Puts another definition in the place of a rule. Throws `invalid-argument` for an expression that cannot be read. */
  replaceRule(rule: RuleDefinition): void {
    this.#rules.set(rule.name.toLowerCase(), compileRule(rule));
  }

  /** Throws `rule-not-found`. */
  removeRule(name: string): void {
    if (!this.#rules.delete(name.toLowerCase())) {
      throw new BrokerFailure(
        'rule-not-found',
        `The messaging entity '${this.queue.path}/Rules/${name}' could not be found.`,
      );
    }
  }

  /** One copy if any rule without an action matches, and one for each matching rule with an action. */
  offer(arrival: Arrival, content: Content): void {
    let plain = false;
    for (const rule of this.#rules.values()) {
      if (rule.changes === undefined && plain) continue;
      try {
        if (!rule.matches(arrival.facts())) continue;
        if (rule.changes === undefined) plain = true;
        else this.#takeChanged(arrival, rule);
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        if (this.#definition.deadLetterOnFilterErrors)
          this.queue.bury(arrival, content, 'FilterException', error.message);
      }
    }
    if (plain) this.queue.accept(arrival, content);
  }

  #takeChanged(arrival: Arrival, rule: Rule): void {
    if (rule.changes === undefined) return;
    const { store } = this.#around;
    const bytes = this.#around.change(arrival.content, rule.changes(arrival.facts()));
    const content = store.addContent(bytes);
    content.shares++;
    const { messageId, sessionId } = this.#around.read(bytes);
    this.queue.accept({ ...arrival, content: bytes, messageId, sessionId }, content);
    store.releaseContent(content);
  }
}

/** A topic: copies every message to the subscriptions whose rules match; keeps only what is scheduled. */
export class Topic {
  readonly path: string;
  readonly shelf: Shelf;
  readonly subscriptions = new Map<string, Subscription>();
  readonly waiting: Lane;
  readonly #around: Surroundings;
  readonly #duplicates: Duplicates | undefined;
  definition: TopicDefinition;
  readonly tally = aTally();
  #usedAt = 0;

  constructor(definition: TopicDefinition, around: Surroundings) {
    this.path = definition.name;
    this.definition = definition;
    this.#around = around;
    this.shelf = around.store.shelf(definition.name);
    this.#duplicates = definition.requiresDuplicateDetection ? new Duplicates(this.shelf, around) : undefined;
    const keeper = {
      lockDuration: () => 0,
      returned: () => undefined,
      expired: (entry: Entry) => this.waiting.remove(entry),
      due: (entry: Entry) => this.#due(entry),
      handed: () => undefined,
      peeked: () => undefined,
    };
    this.waiting = new Lane('main', this.shelf, false, keeper, around);
    for (const { entry } of around.store.entries(this.shelf)) this.waiting.add(entry, true);
  }

  get isInUse(): boolean {
    return this.waiting.counts.scheduled > 0 || this.#queues().some((queue) => queue.isInUse);
  }

  /** When a message last came, or was used in a subscription, in ms since 1970; 0: not since the start. */
  get usedAt(): number {
    return Math.max(this.#usedAt, ...this.#queues().map((queue) => queue.usedAt));
  }

  /** Removes everything: the entity is no more. Its subscriptions are discarded by themselves. */
  discard(): void {
    this.waiting.discard();
  }

  /** Of all messages, those of its subscriptions included. */
  get bytes(): number {
    let bytes = this.waiting.counts.bytes;
    for (const { queue } of this.subscriptions.values()) bytes += queue.bytes;
    return bytes;
  }

  /** Throws `quota-exceeded` when it is full. */
  mustHaveRoom(): void {
    mustHaveRoom('Topic', this.path, this.bytes, this.definition.maxSizeInMegabytes);
  }

  /** Publishes or schedules; returns the topic's sequence number. */
  send(arrival: Arrival): number {
    this.#usedAt = this.#around.now();
    this.tally.arrived++;
    if (this.#duplicates?.repeats(arrival.messageId, this.definition.duplicateWindow)) return this.shelf.nextSequence;
    const { store } = this.#around;
    const content = store.addContent(arrival.content);
    content.shares++;
    const entry = anEntry(arrival, content, this.shelf, this.definition.defaultTimeToLive, this.#around);
    if (entry.place === 'scheduled') this.waiting.add(entry, false);
    else this.#publish({ ...arrival, timeToLive: entry.timeToLive, enqueuedSequence: entry.enqueuedSequence }, content);
    store.releaseContent(content);
    return entry.sequence;
  }

  /** Throws `message-not-found`. */
  cancel(sequence: number): void {
    const entry = this.waiting.get(sequence);
    if (entry === undefined) {
      throw new BrokerFailure(
        'message-not-found',
        `The scheduled message ${sequence} does not exist in '${this.path}'.`,
      );
    }
    this.waiting.remove(entry);
  }

  #due(entry: Entry): void {
    const { store } = this.#around;
    const content = entry.content;
    content.shares++;
    const arrival = this.#around.read(store.content(content));
    this.waiting.remove(entry);
    this.#publish(
      {
        ...arrival,
        timeToLive: entry.timeToLive,
        scheduledFor: entry.dueAt,
        isDue: true,
        enqueuedSequence: entry.sequence,
      },
      content,
    );
    store.releaseContent(content);
    points['scheduled-moved'].pass();
  }

  #queues(): Queue[] {
    return [...this.subscriptions.values()].map(({ queue }) => queue);
  }

  #publish(sent: Arrival, content: Content): void {
    const arrival = { ...sent, facts: () => arrived(sent, this.#around.now()) };
    for (const subscription of this.subscriptions.values()) {
      const { status } = subscription.queue.settings;
      if (status === 'Active' || status === 'ReceiveDisabled') subscription.offer(arrival, content);
    }
  }
}

/** What rules see of a message that has just arrived: what the sender said, and what the broker knows. */
function arrived({ facts, enqueuedSequence = 0 }: Arrival, at: number): FilterFacts {
  const sent = facts();
  return {
    user: (name) => sent.user(name),
    system: (name) => {
      if (name === 'enqueuedtimeutc') return new Date(at);
      if (name === 'sequencenumber' || name === 'enqueuedsequencenumber') return BigInt(enqueuedSequence);
      return sent.system(name);
    },
  };
}
