import type * as z from 'zod';
import {
  aQueue,
  aSubscription,
  aTopic,
  type QueueDefinition,
  type SubscriptionDefinition,
  type TopicDefinition,
} from '../broker/definition.js';
import type { RuleDefinition } from '../filters/rule.js';
import { parseDuration } from './duration.js';
import {
  configSchema,
  type EmulatorConfig,
  type QueueConfig,
  type RuleConfig,
  type SubscriptionConfig,
  type TopicConfig,
} from './schema.js';

/** What a configuration declares. */
export interface Declared {
  /** Of the namespace. */
  readonly name: string;
  readonly queues: readonly QueueDefinition[];
  readonly topics: readonly {
    readonly definition: TopicDefinition;
    readonly subscriptions: readonly SubscriptionDefinition[];
  }[];
}

/** The configuration cannot be used; the message says where and why, one line for each problem. */
export class InvalidConfig extends Error {
  override name = 'InvalidConfig';
}

/** Reads a configuration. Throws `InvalidConfig` with the path and the reason of everything that is wrong. */
export function declaredBy(config: EmulatorConfig): Declared {
  const result = configSchema.safeParse(config, { error: problemText });
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => `${pathText(path)} ${message}`);
    throw new InvalidConfig(`The configuration cannot be used: ${problems.join('; ')}.`);
  }
  const [namespace] = result.data.UserConfig.Namespaces;
  return {
    name: namespace?.Name ?? '',
    queues: namespace?.Queues?.map(queueDefinition) ?? [],
    topics:
      namespace?.Topics?.map((topic) => ({
        definition: topicDefinition(topic),
        subscriptions: topic.Subscriptions?.map(subscriptionDefinition) ?? [],
      })) ?? [],
  };
}

/** Whatever the schema has no words for itself. */
function problemText(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `must be ${withArticle(issue.expected)}`;
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be ${lengthOf(issue.origin)}at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be ${lengthOf(issue.origin)}at most ${issue.maximum}`;
  return undefined;
}

const withArticle = (type: string): string =>
  type === 'int' ? 'a whole number' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;

const lengthOf = (origin: string): string => (origin === 'string' || origin === 'array' ? 'as long as ' : '');

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('') || 'the file';

/** Only what is given: the defaults are the broker's. */
function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> }; // what is left of T
}

const ms = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseDuration(text));

function common(
  from: NonNullable<QueueConfig['Properties'] | TopicConfig['Properties'] | SubscriptionConfig['Properties']>,
) {
  return {
    status: from.Status,
    defaultTimeToLive: ms(from.DefaultMessageTimeToLive),
    autoDeleteOnIdle: ms(from.AutoDeleteOnIdle),
    userMetadata: from.UserMetadata,
    enableBatchedOperations: from.EnableBatchedOperations,
  };
}

function receiving(from: NonNullable<QueueConfig['Properties'] | SubscriptionConfig['Properties']>) {
  return {
    lockDuration: ms(from.LockDuration),
    maxDeliveryCount: from.MaxDeliveryCount,
    requiresSession: from.RequiresSession,
    deadLetterOnExpiration: from.DeadLetteringOnMessageExpiration,
    forwardTo: from.ForwardTo,
    forwardDeadLettersTo: from.ForwardDeadLetteredMessagesTo,
  };
}

function sending(from: NonNullable<QueueConfig['Properties'] | TopicConfig['Properties']>) {
  return {
    requiresDuplicateDetection: from.RequiresDuplicateDetection,
    duplicateWindow: ms(from.DuplicateDetectionHistoryTimeWindow),
    maxSizeInMegabytes: from.MaxSizeInMegabytes,
    enablePartitioning: from.EnablePartitioning,
  };
}

const queueDefinition = ({ Name: name, Properties: from = {} }: QueueConfig): QueueDefinition =>
  aQueue({ ...given({ ...common(from), ...receiving(from), ...sending(from) }), name });

const topicDefinition = ({ Name: name, Properties: from = {} }: TopicConfig): TopicDefinition =>
  aTopic({ ...given({ ...common(from), ...sending(from) }), name });

function subscriptionDefinition({
  Name: name,
  Properties: from = {},
  Rules: rules,
}: SubscriptionConfig): SubscriptionDefinition {
  const deadLetterOnFilterErrors = from.DeadLetteringOnFilterEvaluationExceptions;
  return aSubscription({
    ...given({ ...common(from), ...receiving(from), deadLetterOnFilterErrors }),
    name,
    ...(rules === undefined || rules.length === 0 ? {} : { rules: rules.map(ruleDefinition) }),
  });
}

function ruleDefinition({ Name: name, Properties: from }: RuleConfig): RuleDefinition {
  const correlation = from.CorrelationFilter;
  return {
    name,
    filter:
      from.FilterType === 'Sql' || correlation === undefined
        ? { kind: 'sql', expression: from.SqlFilter?.SqlExpression ?? '' }
        : {
            kind: 'correlation',
            correlationId: correlation.CorrelationId,
            messageId: correlation.MessageId,
            to: correlation.To,
            replyTo: correlation.ReplyTo,
            label: correlation.Label ?? correlation.Subject,
            sessionId: correlation.SessionId,
            replyToSessionId: correlation.ReplyToSessionId,
            contentType: correlation.ContentType,
            properties: correlation.Properties,
          },
    action: from.Action?.SqlExpression,
  };
}
