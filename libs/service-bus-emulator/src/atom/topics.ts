import type { Broker } from '../amqp/broker.js';
import { aTopic, type TopicDefinition } from '../broker/definition.js';
import type { Namespace } from '../broker/namespace.js';
import type { Topic } from '../broker/topic.js';
import type { Asked } from './asked.js';
import { mustNameEntity } from './checks.js';
import { wholeSize } from './common-fields.js';
import { describe, fixedSettings, mustKeepFixed, readSettings } from './describe.js';
import { type Entry, readEntry } from './document.js';
import { type Collection, collection, type Single } from './resource.js';
import { topicDescription } from './topic-description.js';

export function topicResource(name: string, { namespace }: Broker, asked: Asked): Single {
  const settings = (body: string, before?: TopicDefinition): Partial<TopicDefinition> =>
    readSettings(topicDescription, readEntry(body, topicDescription.root), before, asked);
  const sized = (given: TopicDefinition): TopicDefinition => ({
    ...given,
    maxSizeInMegabytes: wholeSize(given.maxSizeInMegabytes, given.enablePartitioning),
  });
  const show = (topic: Topic): Entry => showTopic(topic, namespace, asked);
  return {
    read: () => show(namespace.topic(name)),
    create: (body) => {
      mustNameEntity(name);
      return show(namespace.createTopic(sized(aTopic({ ...settings(body), name }))));
    },
    update: (body) => {
      const topic = namespace.topic(name);
      const before = topic.definition;
      const after = aTopic({
        ...fixedSettings(topicDescription, before),
        ...settings(body, before),
        name: before.name,
      });
      mustKeepFixed(topicDescription, before, after);
      namespace.updateTopic(sized(after));
      return show(topic);
    },
    remove: () => namespace.deleteTopic(name),
  };
}

export const topicCollection = ({ namespace }: Broker, asked: Asked): Collection =>
  collection(
    '$Resources/topics',
    namespace.topics.values(),
    ({ path }) => path,
    (topic) => showTopic(topic, namespace, asked),
  );

function showTopic(topic: Topic, namespace: Namespace, asked: Asked): Entry {
  const { path, definition, usedAt: accessedAt } = topic;
  const record = namespace.recordOf(path);
  return {
    ...record,
    path,
    title: path,
    root: topicDescription.root,
    content: describe(topicDescription, definition, { topic, record, accessedAt }, asked),
  };
}
