import type { Broker } from '../amqp/broker.js';
import { aQueue, type QueueDefinition } from '../broker/definition.js';
import type { Namespace } from '../broker/namespace.js';
import type { Queue } from '../broker/queue.js';
import type { Asked } from './asked.js';
import { mustForwardWell, mustNameEntity } from './checks.js';
import { wholeSize } from './common-fields.js';
import { entityResource, show, type View } from './entity-resource.js';
import { type LivingQueue, queueDescription } from './queue-description.js';
import { type Collection, collection, type Single } from './resource.js';

export const queueResource = (name: string, { namespace }: Broker, asked: Asked): Single =>
  entityResource(
    {
      description: queueDescription,
      mustName: () => mustNameEntity(name),
      whole: (settings) => aQueue({ name, ...settings }),
      checked: (given: QueueDefinition) => {
        const maxSizeInMegabytes = wholeSize(given.maxSizeInMegabytes, given.enablePartitioning);
        mustForwardWell(given.name, given, namespace);
        return { ...given, maxSizeInMegabytes };
      },
      find: () => namespace.queue(name),
      create: (definition) => namespace.createQueue(definition),
      update: (definition) => namespace.updateQueue(definition),
      remove: () => namespace.deleteQueue(name),
      view: (queue) => viewOf(queue, namespace),
    },
    asked,
  );

export const queueCollection = ({ namespace }: Broker, asked: Asked): Collection =>
  collection(
    '$Resources/queues',
    namespace.queues.values(),
    ({ path }) => path,
    (queue) => show(queueDescription, viewOf(queue, namespace), asked),
  );

function viewOf(queue: Queue, namespace: Namespace): View<QueueDefinition, LivingQueue> {
  const { path, usedAt: accessedAt } = queue;
  const living = { queue, record: namespace.recordOf(path), accessedAt };
  return { path, title: path, definition: namespace.queueDefinition(path), living };
}
