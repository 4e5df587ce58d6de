import type { Broker } from '../amqp/broker.js';
import { aQueue, type QueueDefinition } from '../broker/definition.js';
import type { Namespace } from '../broker/namespace.js';
import type { Queue } from '../broker/queue.js';
import type { Asked } from './asked.js';
import { mustForwardWell, mustNameEntity } from './checks.js';
import { wholeSize } from './common-fields.js';
import { describe, fixedSettings, mustKeepFixed, readSettings } from './describe.js';
import { type Entry, readEntry } from './document.js';
import { queueDescription } from './queue-description.js';
import { type Collection, collection, type Single } from './resource.js';

export function queueResource(name: string, { namespace }: Broker, asked: Asked): Single {
  const settings = (body: string, before?: QueueDefinition): Partial<QueueDefinition> =>
    readSettings(queueDescription, readEntry(body, queueDescription.root), before, asked);
  const checked = (given: QueueDefinition): QueueDefinition => {
    const maxSizeInMegabytes = wholeSize(given.maxSizeInMegabytes, given.enablePartitioning);
    mustForwardWell(given.name, given, namespace);
    return { ...given, maxSizeInMegabytes };
  };
  const show = (queue: Queue): Entry => showQueue(queue, namespace, asked);
  return {
    read: () => show(namespace.queue(name)),
    create: (body) => {
      mustNameEntity(name);
      return show(namespace.createQueue(checked(aQueue({ ...settings(body), name }))));
    },
    update: (body) => {
      const queue = namespace.queue(name);
      const before = namespace.queueDefinition(name);
      const after = aQueue({
        ...fixedSettings(queueDescription, before),
        ...settings(body, before),
        name: before.name,
      });
      mustKeepFixed(queueDescription, before, after);
      namespace.updateQueue(checked(after));
      return show(queue);
    },
    remove: () => namespace.deleteQueue(name),
  };
}

export const queueCollection = ({ namespace }: Broker, asked: Asked): Collection =>
  collection(
    '$Resources/queues',
    namespace.queues.values(),
    ({ path }) => path,
    (queue) => showQueue(queue, namespace, asked),
  );

function showQueue(queue: Queue, namespace: Namespace, asked: Asked): Entry {
  const { path, usedAt: accessedAt } = queue;
  const record = namespace.recordOf(path);
  const living = { queue, record, accessedAt };
  return {
    ...record,
    path,
    title: path,
    root: queueDescription.root,
    content: describe(queueDescription, namespace.queueDefinition(path), living, asked),
  };
}
