import type { Broker } from '../amqp/broker.js';
import { aSubscription, type SubscriptionDefinition } from '../broker/definition.js';
import { type Namespace, subscriptionPath } from '../broker/namespace.js';
import type { Subscription } from '../broker/topic.js';
import type { Asked } from './asked.js';
import { mustForwardWell, mustNameSubscription } from './checks.js';
import { refuse } from './codecs.js';
import { describe, fixedSettings, mustKeepFixed, readSettings } from './describe.js';
import { type Entry, readEntry } from './document.js';
import { type Collection, collection, type Single } from './resource.js';
import { subscriptionDescription } from './subscription-description.js';

export function subscriptionResource(topic: string, name: string, { namespace }: Broker, asked: Asked): Single {
  const settings = (body: string, before?: SubscriptionDefinition): Partial<SubscriptionDefinition> =>
    readSettings(subscriptionDescription, readEntry(body, subscriptionDescription.root), before, asked);
  const checked = (definition: SubscriptionDefinition): SubscriptionDefinition => {
    mustForwardWell(subscriptionPath(topic, name), definition, namespace);
    if (definition.forwardTo.toLowerCase() === topic.toLowerCase())
      refuse(`The value for 'ForwardTo' must name another entity than the topic '${topic}' itself.`);
    return definition;
  };
  const show = (subscription: Subscription): Entry => showSubscription(subscription, namespace, asked);
  return {
    read: () => show(namespace.subscription(topic, name)),
    create: (body) => {
      mustNameSubscription(name);
      return show(namespace.createSubscription(topic, checked(aSubscription({ ...settings(body), name }))));
    },
    update: (body) => {
      const subscription = namespace.subscription(topic, name);
      const before = subscription.definition;
      const after = aSubscription({
        ...fixedSettings(subscriptionDescription, before),
        ...settings(body, before),
        name: before.name,
      });
      mustKeepFixed(subscriptionDescription, before, after);
      namespace.updateSubscription(topic, checked(after));
      return show(subscription);
    },
    remove: () => namespace.deleteSubscription(topic, name),
  };
}

/** Throws `entity-not-found` when there is no such topic. */
export function subscriptionCollection(topicName: string, { namespace }: Broker, asked: Asked): Collection {
  const topic = namespace.topic(topicName);
  return collection(
    `${topic.path}/Subscriptions`,
    topic.subscriptions.values(),
    ({ name }) => name,
    (subscription) => showSubscription(subscription, namespace, asked),
  );
}

function showSubscription(subscription: Subscription, namespace: Namespace, asked: Asked): Entry {
  const { name, definition, queue } = subscription;
  const record = namespace.recordOf(queue.path);
  const living = { subscription, record, accessedAt: queue.usedAt };
  return {
    ...record,
    path: queue.path,
    title: name,
    root: subscriptionDescription.root,
    content: describe(subscriptionDescription, definition, living, asked),
  };
}
