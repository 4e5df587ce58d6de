import * as z from 'zod';
import { parseDuration } from './duration.js';
import { entityName, shortName } from './names.js';

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be an ISO 8601 duration such as PT1M');

const common = {
  DefaultMessageTimeToLive: duration.optional(),
  AutoDeleteOnIdle: duration.optional(),
  Status: z.enum(['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled']).optional(),
  UserMetadata: z.string().max(1024).optional(),
  EnableBatchedOperations: z.boolean().optional(),
};

const receiving = {
  LockDuration: duration.refine((text) => (parseDuration(text) ?? 0) > 0, 'must be longer than nothing').optional(),
  MaxDeliveryCount: z.int().min(1).max(2000).optional(),
  RequiresSession: z.boolean().optional(),
  DeadLetteringOnMessageExpiration: z.boolean().optional(),
  ForwardTo: z.string().nullable().optional(),
  ForwardDeadLetteredMessagesTo: z.string().nullable().optional(),
};

const sending = {
  RequiresDuplicateDetection: z.boolean().optional(),
  DuplicateDetectionHistoryTimeWindow: duration.optional(),
  MaxSizeInMegabytes: z.int().min(1).optional(),
  EnablePartitioning: z.boolean().optional(),
  SupportOrdering: z.boolean().optional(),
};

const expression = z.object({ SqlExpression: z.string().min(1).max(1024) });

const correlation = z.object({
  CorrelationId: z.string().optional(),
  MessageId: z.string().optional(),
  To: z.string().optional(),
  ReplyTo: z.string().optional(),
  Label: z.string().optional(),
  Subject: z.string().optional(),
  SessionId: z.string().optional(),
  ReplyToSessionId: z.string().optional(),
  ContentType: z.string().optional(),
  Properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const ruleProperties = z
  .object({
    FilterType: z.enum(['Sql', 'Correlation']),
    SqlFilter: expression.optional(),
    CorrelationFilter: correlation.optional(),
    Action: expression.optional(),
  })
  .refine((rule) => rule.FilterType !== 'Sql' || rule.SqlFilter !== undefined, {
    path: ['SqlFilter'],
    error: 'is missing',
  })
  .refine((rule) => rule.FilterType !== 'Correlation' || rule.CorrelationFilter !== undefined, {
    path: ['CorrelationFilter'],
    error: 'is missing',
  });

const unique = <T extends { Name: string }>(items: readonly T[]): boolean =>
  new Set(items.map(({ Name }) => Name.toLowerCase())).size === items.length;

const named = <T extends z.ZodType<{ Name: string }>>(item: T) =>
  z.array(item).refine(unique, 'must have different names').optional();

const queue = z.object({ Name: entityName, Properties: z.object({ ...common, ...receiving, ...sending }).optional() });
const rule = z.object({ Name: shortName, Properties: ruleProperties });
const subscription = z.object({
  Name: shortName,
  Properties: z
    .object({ ...common, ...receiving, DeadLetteringOnFilterEvaluationExceptions: z.boolean().optional() })
    .optional(),
  Rules: named(rule),
});
const topic = z.object({
  Name: entityName,
  Properties: z.object({ ...common, ...sending }).optional(),
  Subscriptions: named(subscription),
});

/** Microsoft's Config.json, as its emulator documents it; unknown properties are left alone. */
export const configSchema = z.object({
  UserConfig: z.object({
    Namespaces: z
      .array(z.object({ Name: z.string().min(1), Queues: named(queue), Topics: named(topic) }))
      .min(1)
      .max(1, 'only one namespace is supported'),
    Logging: z.unknown().optional(),
  }),
});

export type EmulatorConfig = z.input<typeof configSchema>;
export type Namespaces = z.output<typeof configSchema>['UserConfig']['Namespaces'];
export type QueueConfig = z.output<typeof queue>;
export type TopicConfig = z.output<typeof topic>;
export type SubscriptionConfig = z.output<typeof subscription>;
export type RuleConfig = z.output<typeof rule>;
