import { aQueue, aSubscription, aTopic } from '../broker/definition.js';
import { type Namespace, subscriptionPath } from '../broker/namespace.js';
import { points } from '../failpoints.js';
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
  const inForce = <T extends Named>(path: string, said: T, complete: (kept: T) => T): T => {
    const before = kept.get(path.toLowerCase());
    const declaration = writeDefinition(said);
    const now = Date.now();
    namespace.remember(path, {
      declared: declaration,
      createdAt: before?.createdAt ?? now,
      updatedAt: before?.updatedAt ?? now,
    });
    // An earlier version may not have known all settings.
    const saysTheSame =
      typeof before?.declared === 'string' && writeDefinition(complete(parse(before.declared))) === declaration;
    return saysTheSame ? complete(parse(before.current)) : said;
  };

  for (const queue of declared.queues) namespace.createQueue(inForce(queue.name, queue, aQueue));
  for (const { definition, subscriptions } of declared.topics) {
    namespace.createTopic(inForce(definition.name, definition, aTopic));
    for (const subscription of subscriptions) {
      namespace.createSubscription(
        definition.name,
        inForce(subscriptionPath(definition.name, subscription.name), subscription, aSubscription),
      );
    }
  }
  restore(namespace, [...kept.values()]);
  points['start-read'].pass();
  namespace.resume();
}

/** Brings back what was made at run time. */
function restore(namespace: Namespace, kept: readonly KeptDefinition[]): void {
  // The configuration may have come to declare what was made at run time.
  const made = kept.filter(({ declared, path }) => declared === null && !namespace.records.has(path.toLowerCase()));
  for (const definition of made) {
    const { declared, createdAt, updatedAt } = definition;
    namespace.remember(definition.path, { declared, createdAt, updatedAt });
    if (definition.kind === 'queue') namespace.createQueue(aQueue(parse(definition.current)));
    if (definition.kind === 'topic') namespace.createTopic(aTopic(parse(definition.current)));
  }
  for (const definition of made) {
    const [topic] = definition.path.split('/Subscriptions/');
    if (definition.kind !== 'subscription' || topic === undefined || !namespace.topics.has(topic.toLowerCase()))
      continue;
    namespace.createSubscription(topic, aSubscription(parse(definition.current)));
  }
}

interface Named {
  readonly name: string;
}

/** This program wrote it. */
const parse = <T extends Named>(text: string): T => readDefinition(text) as T;
