import type { Broker } from '../amqp/broker.js';
import { aTopic, type TopicDefinition } from '../broker/definition.js';
import type { Namespace } from '../broker/namespace.js';
import type { Topic } from '../broker/topic.js';
import type { Asked } from './asked.js';
import { mustNameEntity } from './checks.js';
import { wholeSize } from './common-fields.js';
import { entityResource, show, type View } from './entity-resource.js';
import { type Collection, collection, type Single } from './resource.js';
import { type LivingTopic, topicDescription } from './topic-description.js';

export const topicResource = (name: string, { namespace }: Broker, asked: Asked): Single =>
  entityResource(
    {
      description: topicDescription,
      mustName: () => mustNameEntity(name),
      whole: (settings) => aTopic({ name, ...settings }),
      checked: (given: TopicDefinition) => ({
        ...given,
        maxSizeInMegabytes: wholeSize(given.maxSizeInMegabytes, given.enablePartitioning),
      }),
      find: () => namespace.topic(name),
      create: (definition) => namespace.createTopic(definition),
      update: (definition) => namespace.updateTopic(definition),
      remove: () => namespace.deleteTopic(name),
      view: (topic) => viewOf(topic, namespace),
    },
    asked,
  );

export const topicCollection = ({ namespace }: Broker, asked: Asked): Collection =>
  collection(
    '$Resources/topics',
    namespace.topics.values(),
    ({ path }) => path,
    (topic) => show(topicDescription, viewOf(topic, namespace), asked),
  );

function viewOf(topic: Topic, namespace: Namespace): View<TopicDefinition, LivingTopic> {
  const { path, definition, usedAt: accessedAt } = topic;
  return { path, title: path, definition, living: { topic, record: namespace.recordOf(path), accessedAt } };
}
