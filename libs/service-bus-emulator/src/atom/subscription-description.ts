import type { SubscriptionDefinition } from '../broker/definition.js';
import type { Subscription } from '../broker/topic.js';
import {
  accessedAt,
  availability,
  codecs,
  countDetails,
  countsOf,
  createdAt,
  type Dated,
  totalOf,
  updatedAt,
} from './common-fields.js';
import { type Description, fieldOf } from './field.js';
import { readRule } from './rule-description.js';

export interface LivingSubscription extends Dated {
  readonly subscription: Subscription;
}

const field = fieldOf<SubscriptionDefinition>();

export const subscriptionDescription: Description<SubscriptionDefinition, LivingSubscription> = {
  root: 'SubscriptionDescription',
  elements: [
    field('LockDuration', 'lockDuration', codecs.lockDuration),
    field('RequiresSession', 'requiresSession', codecs.flag, 'fixed'),
    field('DefaultMessageTimeToLive', 'defaultTimeToLive', codecs.timeToLive),
    field('DeadLetteringOnMessageExpiration', 'deadLetterOnExpiration', codecs.flag),
    field('DeadLetteringOnFilterEvaluationExceptions', 'deadLetterOnFilterErrors', codecs.flag),
    // Said at the creation only, and never told: the rules have answers of their own.
    field('DefaultRuleDescription', 'rules', {
      read: (element, { now }) => [readRule(element, undefined, now)],
      write: () => undefined,
    }),
    { element: 'MessageCount', tell: ({ subscription }) => totalOf(countsOf(subscription.queue)) },
    field('MaxDeliveryCount', 'maxDeliveryCount', codecs.maxDeliveryCount),
    field('EnableBatchedOperations', 'enableBatchedOperations', codecs.flag),
    field('Status', 'status', codecs.status),
    field('ForwardTo', 'forwardTo', codecs.entityReference),
    createdAt,
    updatedAt,
    accessedAt,
    { element: 'CountDetails', tell: ({ subscription }) => countDetails(countsOf(subscription.queue)) },
    field('UserMetadata', 'userMetadata', codecs.userMetadata),
    field('ForwardDeadLetteredMessagesTo', 'forwardDeadLettersTo', codecs.entityReference),
    field('AutoDeleteOnIdle', 'autoDeleteOnIdle', codecs.autoDeleteOnIdle),
    availability,
  ],
};
