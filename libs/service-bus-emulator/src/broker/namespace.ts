import { writeDefinition } from '../storage/definition-text.js';
import type { KeptDefinition } from '../storage/store.js';
import { aQueue, type QueueDefinition, type SubscriptionDefinition, type TopicDefinition } from './definition.js';
import { BrokerFailure } from './failure.js';
import type { Usable } from './idle-watch.js';
import { IdleWatches } from './idle-watches.js';
import type { Arrival } from './message.js';
import { type EntityCounts, Queue } from './queue.js';
import { mustBeAcceptable } from './quota.js';
import type { Surroundings } from './surroundings.js';
import type { Tally } from './tally.js';
import { Subscription, Topic } from './topic.js';

/** When an entity was made and last changed, and what the configuration said of it; ms since 1970. */
export interface Record {
  declared: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export const subscriptionPath = (topic: string, name: string): string => `${topic}/Subscriptions/${name}`;

const notFound = (path: string): BrokerFailure =>
  new BrokerFailure('entity-not-found', `The messaging entity '${path}' could not be found.`);

/** All entities, by name without regard to case. */
export class Namespace {
  readonly queues = new Map<string, Queue>();
  readonly topics = new Map<string, Topic>();
  readonly records = new Map<string, Record>();
  readonly name: string;
  readonly #around: Surroundings;
  readonly #idle: IdleWatches;
  #changed: (path: string) => void = () => undefined;
  #probe: Queue | undefined;

  constructor(name: string, around: Surroundings) {
    this.name = name;
    this.#around = around;
    this.#idle = new IdleWatches(around);
  }

  createQueue(definition: QueueDefinition): Queue {
    this.#mustSuitTier(definition.name, definition.requiresSession || definition.requiresDuplicateDetection);
    this.#mustBeFree(definition.name);
    const queue = new Queue(definition.name, definition, this.#around);
    this.queues.set(definition.name.toLowerCase(), queue);
    this.#made(definition.name);
    return queue;
  }

  createTopic(definition: TopicDefinition): Topic {
    this.#mustSuitTier(definition.name, true);
    this.#mustBeFree(definition.name);
    const topic = new Topic(definition, this.#around);
    this.topics.set(definition.name.toLowerCase(), topic);
    this.#made(definition.name);
    return topic;
  }

  createSubscription(topicName: string, definition: SubscriptionDefinition): Subscription {
    const topic = this.topic(topicName);
    const path = subscriptionPath(topic.path, definition.name);
    this.#mustSuitTier(path, definition.requiresSession);
    const { subscriptionsPerTopic: most } = this.#around.limits;
    if (topic.subscriptions.size >= most)
      throw new BrokerFailure(
        'quota-exceeded',
        `The topic '${topic.path}' has ${most} subscriptions, the most it may have.`,
      );
    if (topic.subscriptions.has(definition.name.toLowerCase())) {
      throw new BrokerFailure('entity-exists', `The messaging entity '${path}' already exists.`);
    }
    const subscription = new Subscription(topic.path, definition, this.#around);
    topic.subscriptions.set(definition.name.toLowerCase(), subscription);
    this.#made(path);
    return subscription;
  }

  /** `changed` is told the path of every entity that was changed or deleted. */
  watch(changed: (path: string) => void): void {
    this.#changed = changed;
  }

  /** The definition in force of a queue. Throws `entity-not-found`. */
  queueDefinition(name: string): QueueDefinition {
    return this.queue(name).settings as QueueDefinition; // createQueue and updateQueue take no other
  }

  /** Puts changed settings in force at once. Throws `entity-not-found`, as the next ones do. */
  updateQueue(definition: QueueDefinition): void {
    const queue = this.queue(definition.name);
    queue.settings = definition;
    this.saved(queue.path);
  }

  updateTopic(definition: TopicDefinition): void {
    const topic = this.topic(definition.name);
    topic.definition = definition;
    this.saved(topic.path);
  }

  /** The rules stay as they are. */
  updateSubscription(topic: string, definition: SubscriptionDefinition): void {
    const subscription = this.subscription(topic, definition.name);
    subscription.definition = definition;
    this.saved(subscription.queue.path);
  }

  /** Throws `entity-not-found`, as the next ones do. */
  queue(name: string): Queue {
    const queue = this.queues.get(name.toLowerCase());
    if (queue === undefined) throw notFound(name);
    return queue;
  }

  topic(name: string): Topic {
    const topic = this.topics.get(name.toLowerCase());
    if (topic === undefined) throw notFound(name);
    return topic;
  }

  subscription(topic: string, name: string): Subscription {
    const subscription = this.topics.get(topic.toLowerCase())?.subscriptions.get(name.toLowerCase());
    if (subscription === undefined) throw notFound(subscriptionPath(topic, name));
    return subscription;
  }

  /** Where messages can be sent. */
  destination(name: string): Queue | Topic {
    const found = this.queues.get(name.toLowerCase()) ?? this.topics.get(name.toLowerCase());
    if (found === undefined) throw notFound(name);
    return found;
  }

  /** Throws unless the queue or topic takes messages: `entity-not-found`, `entity-disabled`. */
  mustTakeMessages(name: string): Queue | Topic {
    const destination = this.destination(name);
    const { status } = destination instanceof Queue ? destination.settings : destination.definition;
    if (status === 'Disabled' || status === 'SendDisabled') {
      throw new BrokerFailure('entity-disabled', `The messaging entity '${name}' is currently disabled for sending.`);
    }
    return destination;
  }

  /** Sends to a queue or topic, all or none. Throws as `mustTakeMessages` does, and what the entity refuses. */
  send(name: string, arrivals: readonly Arrival[]): number[] {
    const destination = this.mustTakeMessages(name);
    destination.mustHaveRoom();
    for (const arrival of arrivals) {
      mustBeAcceptable(arrival, this.#around.limits);
      if (destination instanceof Queue) destination.mustTake(arrival);
    }
    return arrivals.map((arrival) => destination.send(arrival));
  }

  deleteQueue(name: string): void {
    const queue = this.queue(name);
    this.queues.delete(name.toLowerCase());
    this.#discard(queue);
  }

  deleteTopic(name: string): void {
    const topic = this.topic(name);
    this.topics.delete(name.toLowerCase());
    for (const subscription of topic.subscriptions.values()) this.#discard(subscription.queue);
    this.#discard(topic);
  }

  deleteSubscription(topicName: string, name: string): void {
    const subscription = this.subscription(topicName, name);
    this.topic(topicName).subscriptions.delete(name.toLowerCase());
    this.#discard(subscription.queue);
  }

  /** Keeps the definition in force of this entity, which has just been changed. */
  saved(path: string): void {
    const record = this.recordOf(path);
    record.updatedAt = this.#around.now();
    this.#keep(path, record);
    this.#watchIdle(path);
    this.#changed(path);
  }

  /** Throws `entity-not-found`. */
  recordOf(path: string): Record {
    const record = this.records.get(path.toLowerCase());
    if (record === undefined) throw notFound(path);
    return record;
  }

  /** Takes over what is known of an entity from an earlier run. */
  remember(path: string, record: Record): void {
    this.records.set(path.toLowerCase(), record);
  }

  /** Settles what an earlier run left behind, once all entities are there. */
  resume(): void {
    for (const queue of this.#allQueues()) queue.resume();
  }

  /** A queue that nobody sees, to try whether messages go through. */
  probe(): Queue {
    this.#probe ??= new Queue('$probe', aQueue({ name: '$probe' }), this.#around);
    return this.#probe;
  }

  /** What happened in every entity since the start. */
  tallies(): { [path: string]: Tally } {
    const entities = [...this.#allQueues(), ...this.topics.values()];
    return Object.fromEntries(entities.map(({ path, tally }) => [path, tally]));
  }

  counts(): { [path: string]: EntityCounts } {
    const counts = Object.fromEntries([...this.#allQueues()].map((queue) => [queue.path, queue.counts]));
    for (const topic of this.topics.values()) {
      const { scheduled } = topic.waiting.counts;
      counts[topic.path] = { active: 0, scheduled, deferred: 0, deadLetter: 0, locked: 0 };
    }
    return counts;
  }

  *#allQueues(): Generator<Queue> {
    yield* this.queues.values();
    for (const topic of this.topics.values()) {
      for (const subscription of topic.subscriptions.values()) yield subscription.queue;
    }
  }

  /** The entity at a path, whatever its kind. Throws `entity-not-found`. */
  #at(path: string): {
    kind: KeptDefinition['kind'];
    definition: QueueDefinition | TopicDefinition | SubscriptionDefinition;
    entity: Usable;
    remove(): void;
  } {
    const queue = this.queues.get(path.toLowerCase());
    if (queue !== undefined)
      return { kind: 'queue', definition: queue.settings, entity: queue, remove: () => this.deleteQueue(path) };
    const topic = this.topics.get(path.toLowerCase());
    if (topic !== undefined)
      return { kind: 'topic', definition: topic.definition, entity: topic, remove: () => this.deleteTopic(path) };
    const [topicName = '', name = ''] = path.split('/Subscriptions/');
    const subscription = this.subscription(topicName, name);
    const remove = (): void => this.deleteSubscription(topicName, name);
    return { kind: 'subscription', definition: subscription.definition, entity: subscription.queue, remove };
  }

  #mustSuitTier(path: string, isMoreThanBasic: boolean): void {
    if (this.#around.limits.tier !== 'basic' || !isMoreThanBasic) return;
    throw new BrokerFailure(
      'not-allowed',
      `'${path}' cannot be made: the basic tier has no topics, no sessions and no duplicate detection.`,
    );
  }

  #mustBeFree(name: string): void {
    if (this.queues.has(name.toLowerCase()) || this.topics.has(name.toLowerCase())) {
      throw new BrokerFailure('entity-exists', `The messaging entity '${name}' already exists.`);
    }
  }

  /** Keeps what is known of a new entity, or of one from an earlier run, which has not changed by that. */
  #made(path: string): void {
    const now = this.#around.now();
    if (!this.records.has(path.toLowerCase())) this.remember(path, { declared: null, createdAt: now, updatedAt: now });
    this.#keep(path, this.recordOf(path));
    this.#watchIdle(path);
  }

  #watchIdle(path: string): void {
    const { entity, definition, remove } = this.#at(path);
    this.#idle.watch(path, entity, definition.autoDeleteOnIdle, remove);
  }

  #keep(path: string, record: Record): void {
    const { kind, definition } = this.#at(path);
    this.#around.store.saveDefinition({ path, kind, current: writeDefinition(definition), ...record });
  }

  #discard(entity: Queue | Topic): void {
    const { path } = entity;
    this.#idle.end(path);
    this.records.delete(path.toLowerCase());
    entity.discard();
    this.#around.store.discard(path);
    this.#changed(path);
  }
}
