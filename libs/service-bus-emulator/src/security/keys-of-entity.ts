import type { Namespace } from '../broker/namespace.js';
import type { AccessKey } from './access-key.js';

/** The keys of a queue's or topic's own authorization rules: each rule has two. */
export function keysOfEntity(namespace: Namespace, path: string): readonly AccessKey[] {
  const definition = namespace.queues.get(path)?.settings ?? namespace.topics.get(path)?.definition;
  if (definition === undefined || !('authorizationRules' in definition)) return [];
  return definition.authorizationRules.flatMap(({ keyName: name, rights, primaryKey, secondaryKey }) =>
    [primaryKey, secondaryKey].map((key) => ({ name, key, rights })),
  );
}
