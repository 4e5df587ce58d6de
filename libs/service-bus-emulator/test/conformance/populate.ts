import type { ServiceBusAdministrationClient } from '@azure/service-bus';
import type { Entities, Subscription, Topic } from './entities.js';

/** Makes the entities under their full names, those that are forwarded to first. */
export async function createEntities(
  admin: ServiceBusAdministrationClient,
  { queues = {}, topics = {} }: Entities,
  name: (entity: string) => string,
): Promise<void> {
  const full = <T extends { forwardTo?: string; forwardDeadLetteredMessagesTo?: string }>(options: T): T => ({
    ...options,
    ...(options.forwardTo && { forwardTo: name(options.forwardTo) }),
    ...(options.forwardDeadLetteredMessagesTo && {
      forwardDeadLetteredMessagesTo: name(options.forwardDeadLetteredMessagesTo),
    }),
  });
  const inOrder = Object.entries(queues).sort(([, a], [, b]) => forwards(a) - forwards(b));
  for (const [queue, options] of inOrder) await admin.createQueue(name(queue), full(options));
  for (const [topic, { subscriptions, ...options }] of Object.entries<Topic>(topics)) {
    await admin.createTopic(name(topic), options);
    for (const [subscription, { rules, ...more }] of Object.entries<Subscription>(subscriptions)) {
      await admin.createSubscription(name(topic), subscription, full(more));
      if (rules !== undefined) await replaceRules(admin, name(topic), subscription, rules);
    }
  }
}

const forwards = (options: { forwardTo?: string; forwardDeadLetteredMessagesTo?: string }): number =>
  options.forwardTo !== undefined ? 2 : options.forwardDeadLetteredMessagesTo !== undefined ? 1 : 0;

async function replaceRules(
  admin: ServiceBusAdministrationClient,
  topic: string,
  subscription: string,
  rules: NonNullable<Subscription['rules']>,
): Promise<void> {
  for (const [rule, { filter, action }] of Object.entries(rules)) {
    if (action === undefined) await admin.createRule(topic, subscription, rule, filter);
    else await admin.createRule(topic, subscription, rule, filter, action);
  }
  await admin.deleteRule(topic, subscription, '$Default');
}

/** Deletes every queue and topic whose name ends so, also those that tests made. */
export async function deleteEntities(admin: ServiceBusAdministrationClient, ending: string): Promise<void> {
  for await (const { name } of admin.listQueues()) if (name.endsWith(ending)) await admin.deleteQueue(name);
  for await (const { name } of admin.listTopics()) if (name.endsWith(ending)) await admin.deleteTopic(name);
}
