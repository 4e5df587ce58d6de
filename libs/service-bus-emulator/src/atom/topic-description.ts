import type { TopicDefinition } from '../broker/definition.js';
import type { Topic } from '../broker/topic.js';
import { authorizationRules } from './authorization-rules.js';
import {
  accessedAt,
  availability,
  codecs,
  countDetails,
  createdAt,
  type Dated,
  isAnonymous,
  updatedAt,
} from './common-fields.js';
import { type Description, fieldOf } from './field.js';

export interface LivingTopic extends Dated {
  readonly topic: Topic;
}

const field = fieldOf<TopicDefinition>();

export const topicDescription: Description<TopicDefinition, LivingTopic> = {
  root: 'TopicDescription',
  elements: [
    field('DefaultMessageTimeToLive', 'defaultTimeToLive', codecs.timeToLive),
    field('MaxSizeInMegabytes', 'maxSizeInMegabytes', codecs.maxSize),
    field('RequiresDuplicateDetection', 'requiresDuplicateDetection', codecs.flag, 'fixed'),
    field('DuplicateDetectionHistoryTimeWindow', 'duplicateWindow', codecs.duplicateWindow),
    field('EnableBatchedOperations', 'enableBatchedOperations', codecs.flag),
    { element: 'SizeInBytes', tell: ({ topic }) => topic.bytes },
    { element: 'FilteringMessagesBeforePublishing', tell: () => false },
    isAnonymous,
    field('AuthorizationRules', 'authorizationRules', authorizationRules),
    field('Status', 'status', codecs.status),
    field('UserMetadata', 'userMetadata', codecs.userMetadata),
    createdAt,
    updatedAt,
    accessedAt,
    field('SupportOrdering', 'supportOrdering', codecs.flag),
    {
      element: 'CountDetails',
      tell: ({ topic }) => countDetails({ active: 0, deadLetter: 0, scheduled: topic.waiting.counts.scheduled }),
    },
    { element: 'SubscriptionCount', tell: ({ topic }) => topic.subscriptions.size },
    field('AutoDeleteOnIdle', 'autoDeleteOnIdle', codecs.autoDeleteOnIdle),
    field('EnablePartitioning', 'enablePartitioning', codecs.flag, 'fixed'),
    { element: 'EnableSubscriptionPartitioning', tell: () => false },
    { element: 'IsExpress', tell: () => false },
    availability,
    field('EnableExpress', 'enableExpress', codecs.flag, 'fixed'),
    field('MaxMessageSizeInKilobytes', 'maxMessageSizeInKilobytes', codecs.messageSize),
  ],
};
