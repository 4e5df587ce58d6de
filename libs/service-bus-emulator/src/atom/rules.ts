import type { Broker } from '../amqp/broker.js';
import { BrokerFailure } from '../broker/failure.js';
import type { Subscription } from '../broker/topic.js';
import type { RuleDefinition } from '../filters/rule.js';
import type { Asked } from './asked.js';
import { mustNameRule } from './checks.js';
import { type Entry, readEntry } from './document.js';
import { type Collection, collection, type Single } from './resource.js';
import { readRule, writeRule } from './rule-description.js';

const ROOT = 'RuleDescription';

export function ruleResource(
  topic: string,
  subscriptionName: string,
  name: string,
  { namespace }: Broker,
  asked: Asked,
): Single {
  const subscription = namespace.subscription(topic, subscriptionName);
  const given = (body: string): RuleDefinition => readRule(readEntry(body, ROOT), name, asked.now);
  const kept = (rule: RuleDefinition): Entry => {
    namespace.saved(subscription.queue.path);
    return showRule(rule, subscription);
  };
  const existing = (): RuleDefinition => {
    const rule = subscription.rules.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (rule !== undefined) return rule;
    throw new BrokerFailure(
      'rule-not-found',
      `The messaging entity '${subscription.queue.path}/Rules/${name}' could not be found.`,
    );
  };
  return {
    read: () => showRule(existing(), subscription),
    create: (body) => {
      mustNameRule(name);
      const rule = given(body);
      subscription.addRule(rule);
      return kept(rule);
    },
    update: (body) => {
      const before = existing();
      const rule = { ...given(body), name: before.name, createdAt: before.createdAt };
      subscription.replaceRule(rule);
      return kept(rule);
    },
    remove: () => {
      subscription.removeRule(name);
      namespace.saved(subscription.queue.path);
    },
  };
}

/** Throws `entity-not-found` when there is no such subscription. */
export function ruleCollection(topic: string, name: string, { namespace }: Broker): Collection {
  const subscription = namespace.subscription(topic, name);
  return collection(
    `${subscription.queue.path}/Rules`,
    subscription.rules,
    (rule) => rule.name,
    (rule) => showRule(rule, subscription),
  );
}

function showRule(rule: RuleDefinition, subscription: Subscription): Entry {
  const createdAt = rule.createdAt ?? 0;
  return {
    path: `${subscription.queue.path}/Rules/${rule.name}`,
    title: rule.name,
    createdAt,
    updatedAt: createdAt,
    root: ROOT,
    content: writeRule(rule),
  };
}
