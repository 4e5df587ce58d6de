import type { Namespace } from '../broker/namespace.js';
import { subscriptionNames } from './address.js';

/** What the service says to a client that attaches to an entity it does not have; `host` is the one the client named. */
export function absence(namespace: Namespace, host: string, path: string): string {
  const [topic = '', subscription = ''] = subscriptionNames(path) ?? [];
  const entity = namespace.topics.has(topic.toLowerCase())
    ? `${host.split('.')[0]}:topic:${topic}|${subscription}`
    : `sb://${host}/${path}`;
  return `The messaging entity '${entity}' could not be found.`;
}
