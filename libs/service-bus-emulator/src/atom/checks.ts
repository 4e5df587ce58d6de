import type { ZodType } from 'zod';
import type { Namespace } from '../broker/namespace.js';
import { entityName, shortName } from '../config/names.js';
import { refuse } from './codecs.js';

const must = (rule: ZodType, what: string, name: string): void => {
  const result = rule.safeParse(name);
  if (!result.success) refuse(`The name of the ${what} '${name}' cannot be: ${result.error.issues[0]?.message}.`);
};

export const mustNameEntity = (name: string): void => must(entityName, 'entity', name);
export const mustNameSubscription = (name: string): void => must(shortName, 'subscription', name);
export const mustNameRule = (name: string): void => must(shortName, 'rule', name);

interface Forwarding {
  readonly forwardTo: string;
  readonly forwardDeadLettersTo: string;
  readonly requiresSession: boolean;
}

/** Throws `invalid-argument` unless messages of the queue or subscription at `path` can be forwarded as it says. */
export function mustForwardWell(path: string, definition: Forwarding, namespace: Namespace): void {
  const targets = [
    ['ForwardTo', definition.forwardTo],
    ['ForwardDeadLetteredMessagesTo', definition.forwardDeadLettersTo],
  ] as const;
  for (const [element, target] of targets) {
    if (target === '') continue;
    const key = target.toLowerCase();
    if (key === path.toLowerCase())
      refuse(`The value for '${element}' must name another entity than '${path}' itself.`);
    if (!namespace.queues.has(key) && !namespace.topics.has(key))
      refuse(`The value for '${element}' must name a queue or topic that exists; there is no '${target}'.`);
  }
  if (definition.forwardTo !== '' && definition.requiresSession)
    refuse("'ForwardTo' cannot be set on an entity whose 'RequiresSession' is true.");
}
