import { BrokerFailure } from '../broker/failure.js';
import type { Lane } from '../broker/lane.js';
import type { Namespace } from '../broker/namespace.js';
import type { Queue } from '../broker/queue.js';
import { withoutOuterSlashes } from '../outer-slashes.js';

const MANAGEMENT = '/$management';
const DEAD_LETTERS = '/$deadletterqueue';
const TRANSFER_DEAD_LETTERS = `/$transfer${DEAD_LETTERS}`;
const SUBSCRIPTIONS = '/subscriptions/';

/** An address without scheme, host and slashes around it: clients may send a whole URL. */
export function entityPath(address: string): string {
  const scheme = address.indexOf('://');
  const path = scheme < 0 ? address : address.slice(address.indexOf('/', scheme + 3) + 1);
  return withoutOuterSlashes(path);
}

/** The entity whose management node this is, or undefined for another address. */
export const managedEntity = (path: string): string | undefined =>
  path.toLowerCase().endsWith(MANAGEMENT) ? path.slice(0, -MANAGEMENT.length) : undefined;

export interface Source {
  readonly queue: Queue;
  readonly lane: Lane;
}

/** Where messages can be received: a queue, a subscription, or the dead letters of one. Throws `entity-not-found`. */
export function sourceAt(namespace: Namespace, path: string): Source {
  const subqueue = [TRANSFER_DEAD_LETTERS, DEAD_LETTERS].find((end) => path.toLowerCase().endsWith(end));
  const queue = queueAt(namespace, subqueue === undefined ? path : path.slice(0, -subqueue.length));
  if (subqueue === undefined) return { queue, lane: queue.main };
  return { queue, lane: subqueue === DEAD_LETTERS ? queue.deadLetters : queue.transferDeadLetters };
}

function queueAt(namespace: Namespace, entity: string): Queue {
  const subscription = subscriptionNames(entity);
  if (subscription !== undefined) return namespace.subscription(...subscription).queue;
  if (namespace.topics.has(entity.toLowerCase())) {
    throw new BrokerFailure('not-allowed', `Messages of the topic '${entity}' are received from its subscriptions.`);
  }
  return namespace.queue(entity);
}

/** Topic and subscription of a path, or undefined when it is not a subscription's. */
export function subscriptionNames(path: string): [topic: string, name: string] | undefined {
  const at = path.toLowerCase().indexOf(SUBSCRIPTIONS);
  return at < 0 ? undefined : [path.slice(0, at), path.slice(at + SUBSCRIPTIONS.length)];
}
