import type { QueueDefinition } from '../broker/definition.js';
import type { Queue } from '../broker/queue.js';
import { authorizationRules } from './authorization-rules.js';
import {
  accessedAt,
  availability,
  codecs,
  countDetails,
  countsOf,
  createdAt,
  type Dated,
  isAnonymous,
  totalOf,
  updatedAt,
} from './common-fields.js';
import { type Description, fieldOf } from './field.js';

export interface LivingQueue extends Dated {
  readonly queue: Queue;
}

const field = fieldOf<QueueDefinition>();

export const queueDescription: Description<QueueDefinition, LivingQueue> = {
  root: 'QueueDescription',
  elements: [
    field('LockDuration', 'lockDuration', codecs.lockDuration),
    field('MaxSizeInMegabytes', 'maxSizeInMegabytes', codecs.maxSize),
    field('RequiresDuplicateDetection', 'requiresDuplicateDetection', codecs.flag, 'fixed'),
    field('RequiresSession', 'requiresSession', codecs.flag, 'fixed'),
    field('DefaultMessageTimeToLive', 'defaultTimeToLive', codecs.timeToLive),
    field('DeadLetteringOnMessageExpiration', 'deadLetterOnExpiration', codecs.flag),
    field('DuplicateDetectionHistoryTimeWindow', 'duplicateWindow', codecs.duplicateWindow),
    field('MaxDeliveryCount', 'maxDeliveryCount', codecs.maxDeliveryCount),
    field('EnableBatchedOperations', 'enableBatchedOperations', codecs.flag),
    { element: 'SizeInBytes', tell: ({ queue }) => queue.bytes },
    { element: 'MessageCount', tell: ({ queue }) => totalOf(countsOf(queue)) },
    isAnonymous,
    field('AuthorizationRules', 'authorizationRules', authorizationRules),
    field('Status', 'status', codecs.status),
    field('ForwardTo', 'forwardTo', codecs.entityReference),
    field('UserMetadata', 'userMetadata', codecs.userMetadata),
    createdAt,
    updatedAt,
    accessedAt,
    { element: 'SupportOrdering', tell: () => true },
    { element: 'CountDetails', tell: ({ queue }) => countDetails(countsOf(queue)) },
    field('AutoDeleteOnIdle', 'autoDeleteOnIdle', codecs.autoDeleteOnIdle),
    field('EnablePartitioning', 'enablePartitioning', codecs.flag, 'fixed'),
    field('ForwardDeadLetteredMessagesTo', 'forwardDeadLettersTo', codecs.entityReference),
    availability,
    field('EnableExpress', 'enableExpress', codecs.flag, 'fixed'),
    field('MaxMessageSizeInKilobytes', 'maxMessageSizeInKilobytes', codecs.messageSize),
  ],
};
