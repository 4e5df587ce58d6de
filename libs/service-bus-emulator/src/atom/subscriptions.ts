import type { Broker } from '../amqp/broker.js';
import { aSubscription, type SubscriptionDefinition } from '../broker/definition.js';
import { type Namespace, subscriptionPath } from '../broker/namespace.js';
import type { Subscription } from '../broker/topic.js';
import type { Asked } from './asked.js';
import { mustForwardWell, mustNameSubscription } from './checks.js';
import { refuse } from './codecs.js';
import { entityResource, show, type View } from './entity-resource.js';
import { type Collection, collection, type Single } from './resource.js';
import { type LivingSubscription, subscriptionDescription } from './subscription-description.js';

export const subscriptionResource = (topic: string, name: string, { namespace }: Broker, asked: Asked): Single =>
  entityResource(
    {
      description: subscriptionDescription,
      mustName: () => mustNameSubscription(name),
      whole: (settings) => aSubscription({ name, ...settings }),
      checked: (definition: SubscriptionDefinition) => {
        mustForwardWell(subscriptionPath(topic, name), definition, namespace);
        if (definition.forwardTo.toLowerCase() === topic.toLowerCase())
          refuse(`The value for 'ForwardTo' must name another entity than the topic '${topic}' itself.`);
        return definition;
      },
      find: () => namespace.subscription(topic, name),
      create: (definition) => namespace.createSubscription(topic, definition),
      update: (definition) => namespace.updateSubscription(topic, definition),
      remove: () => namespace.deleteSubscription(topic, name),
      view: (subscription) => viewOf(subscription, namespace),
    },
    asked,
  );

/** Throws `entity-not-found` when there is no such topic. */
export function subscriptionCollection(topicName: string, { namespace }: Broker, asked: Asked): Collection {
  const topic = namespace.topic(topicName);
  return collection(
    `${topic.path}/Subscriptions`,
    topic.subscriptions.values(),
    ({ name }) => name,
    (subscription) => show(subscriptionDescription, viewOf(subscription, namespace), asked),
  );
}

function viewOf(subscription: Subscription, namespace: Namespace): View<SubscriptionDefinition, LivingSubscription> {
  const { name, definition, queue } = subscription;
  const living = { subscription, record: namespace.recordOf(queue.path), accessedAt: queue.usedAt };
  return { path: queue.path, title: name, definition, living };
}
