import type { QueueDefinition, SubscriptionDefinition, TopicDefinition } from '../broker/definition.js';
import { type Namespace, subscriptionPath } from '../broker/namespace.js';
import { readDefinition, writeDefinition } from '../storage/definition-text.js';
import type { KeptDefinition, Store } from '../storage/store.js';
import type { Declared } from './definitions.js';

/**
 * Makes all entities. What was changed at run time stays until the configuration says something new about that entity;
 * what was made at run time stays until it is deleted; what the configuration no longer mentions is not served, and its
 * messages wait in the data file.
 */
export function populate(namespace: Namespace, store: Store, declared: Declared): void {
  const kept = new Map(store.definitions().map((definition) => [definition.path.toLowerCase(), definition]));
  const inForce = <T extends object>(path: string, said: T): T => {
    const before = kept.get(path.toLowerCase());
    const declaration = writeDefinition(said);
    const now = Date.now();
    namespace.remember(path, {
      declared: declaration,
      createdAt: before?.createdAt ?? now,
      updatedAt: before?.updatedAt ?? now,
    });
    return before?.declared === declaration ? parse<T>(before) : said;
  };

  for (const queue of declared.queues) namespace.createQueue(inForce(queue.name, queue));
  for (const { definition, subscriptions } of declared.topics) {
    namespace.createTopic(inForce(definition.name, definition));
    for (const subscription of subscriptions) {
      namespace.createSubscription(
        definition.name,
        inForce(subscriptionPath(definition.name, subscription.name), subscription),
      );
    }
  }
  restore(namespace, [...kept.values()]);
  namespace.resume();
}

/** Brings back what was made at run time. */
function restore(namespace: Namespace, kept: readonly KeptDefinition[]): void {
  const made = kept.filter((definition) => definition.declared === null);
  for (const definition of made) {
    namespace.remember(definition.path, { ...definition });
    if (definition.kind === 'queue') namespace.createQueue(parse<QueueDefinition>(definition));
    if (definition.kind === 'topic') namespace.createTopic(parse<TopicDefinition>(definition));
  }
  for (const definition of made) {
    const [topic] = definition.path.split('/Subscriptions/');
    if (definition.kind !== 'subscription' || topic === undefined || !namespace.topics.has(topic.toLowerCase()))
      continue;
    namespace.createSubscription(topic, parse<SubscriptionDefinition>(definition));
  }
}

/** This program wrote it. */
const parse = <T>(definition: KeptDefinition): T => readDefinition(definition.current) as T;
