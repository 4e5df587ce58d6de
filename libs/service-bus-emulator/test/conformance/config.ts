import type {
  CorrelationRuleFilter,
  CreateQueueOptions,
  CreateSubscriptionOptions,
  CreateTopicOptions,
  SqlRuleFilter,
} from '@azure/service-bus';
import type { EmulatorConfig } from '../../src/index.js';
import { type Entities, type Rule, suite, type Topic } from './entities.js';

type Namespace = EmulatorConfig['UserConfig']['Namespaces'][number];
type RuleConfig = NonNullable<
  NonNullable<NonNullable<Namespace['Topics']>[number]['Subscriptions']>[number]['Rules']
>[number];

/** Name of a file's entity: letters, digits, dashes. */
export const entityName = (file: string, entity: string): string => `${file}-${entity}`;

/** The entities of some files as Microsoft's emulator reads them. */
export function configOf(files: { readonly [file: string]: Entities }): EmulatorConfig {
  const all = Object.entries(files);
  return {
    UserConfig: {
      Namespaces: [
        {
          Name: 'sbemulatorns',
          Queues: all.flatMap(([file, { queues = {} }]) =>
            Object.entries(queues).map(([name, options]) => ({
              Name: entityName(file, name),
              Properties: { ...receiving(file, options), ...sending(options) },
            })),
          ),
          Topics: all.flatMap(([file, { topics = {} }]) =>
            Object.entries(topics).map(([name, topic]) => ({
              Name: entityName(file, name),
              Properties: sending(topic),
              Subscriptions: subscriptions(file, topic),
            })),
          ),
        },
      ],
      Logging: { Type: 'File' },
    },
  };
}

/** The whole suite's Config.json, for an emulator without administration. */
export const wholeConfig = (): EmulatorConfig => configOf(suite);

const subscriptions = (file: string, topic: Topic) =>
  Object.entries(topic.subscriptions).map(([name, { rules = {}, ...options }]) => ({
    Name: name,
    Properties: receiving(file, options),
    Rules: Object.entries(rules).map(([ruleName, rule]) => ruleConfig(ruleName, rule)),
  }));

const sending = (options: CreateQueueOptions | CreateTopicOptions) =>
  given({
    DefaultMessageTimeToLive: options.defaultMessageTimeToLive,
    RequiresDuplicateDetection: options.requiresDuplicateDetection,
    DuplicateDetectionHistoryTimeWindow: options.duplicateDetectionHistoryTimeWindow,
  });

const receiving = (file: string, options: CreateQueueOptions | CreateSubscriptionOptions) =>
  given({
    LockDuration: options.lockDuration,
    MaxDeliveryCount: options.maxDeliveryCount ?? 10,
    RequiresSession: options.requiresSession,
    DeadLetteringOnMessageExpiration: options.deadLetteringOnMessageExpiration,
    DefaultMessageTimeToLive: options.defaultMessageTimeToLive,
    ForwardTo: options.forwardTo && entityName(file, options.forwardTo),
    ForwardDeadLetteredMessagesTo:
      options.forwardDeadLetteredMessagesTo && entityName(file, options.forwardDeadLetteredMessagesTo),
  });

function ruleConfig(name: string, { filter, action }: Rule): RuleConfig {
  const Action = action?.sqlExpression === undefined ? {} : { Action: { SqlExpression: action.sqlExpression } };
  return isSql(filter)
    ? {
        Name: name,
        Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: filter.sqlExpression ?? '' }, ...Action },
      }
    : { Name: name, Properties: { FilterType: 'Correlation', CorrelationFilter: correlation(filter), ...Action } };
}

const isSql = (filter: Rule['filter']): filter is SqlRuleFilter => 'sqlExpression' in filter;

const correlation = (filter: CorrelationRuleFilter) =>
  given({
    Label: filter.subject,
    MessageId: filter.messageId,
    CorrelationId: filter.correlationId,
    To: filter.to,
    ReplyTo: filter.replyTo,
    ReplyToSessionId: filter.replyToSessionId,
    SessionId: filter.sessionId,
    ContentType: filter.contentType,
    Properties: filter.applicationProperties as { [name: string]: string | number | boolean } | undefined, // JSON has no dates
  });

/** Without what is not set. */
const given = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never; // T without its undefineds
