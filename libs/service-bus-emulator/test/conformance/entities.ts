import type {
  CorrelationRuleFilter,
  CreateQueueOptions,
  CreateSubscriptionOptions,
  CreateTopicOptions,
  SqlRuleAction,
  SqlRuleFilter,
} from '@azure/service-bus';
import { rulesOf } from './expressions.js';
import { pace, seconds } from './pace.js';

export interface Rule {
  readonly filter: SqlRuleFilter | CorrelationRuleFilter;
  readonly action?: SqlRuleAction;
}

export interface Subscription extends CreateSubscriptionOptions {
  /** Instead of the default rule. */
  rules?: { readonly [name: string]: Rule };
}

export interface Topic extends CreateTopicOptions {
  subscriptions: { readonly [name: string]: Subscription };
}

/** What one file of the suite works with, by short names; forwarding mentions them as well. */
export interface Entities {
  readonly queues?: { readonly [name: string]: CreateQueueOptions };
  readonly topics?: { readonly [name: string]: Topic };
}

const lockDuration = seconds(pace.lockSeconds);
const duplicateDetectionHistoryTimeWindow = seconds(pace.duplicateSeconds);

const correlated: { readonly [name: string]: CorrelationRuleFilter } = {
  label: { subject: 'a' },
  'label-and-colour': { subject: 'a', applicationProperties: { colour: 'red' } },
  everything: {
    messageId: 'm',
    correlationId: 'c',
    to: 't',
    replyTo: 'r',
    replyToSessionId: 'rs',
    sessionId: 's',
    contentType: 'x/y',
  },
  number: { applicationProperties: { size: 12 } },
  truth: { applicationProperties: { big: true } },
};

/** Every entity of the suite, by file: made through the administration client, or written to a Config.json. */
export const suite = {
  sending: { queues: { plain: {}, stream: {}, many: {} } },
  messages: {
    queues: { plain: {}, 'with-ttl': { defaultMessageTimeToLive: 'PT30M' } },
    topics: { topic: { subscriptions: { all: {} } } },
  },
  settling: {
    queues: { plain: {}, 'two-tries': { maxDeliveryCount: 2 } },
    topics: { topic: { subscriptions: { one: {}, two: {} } } },
  },
  locks: {
    queues: {
      count: { maxDeliveryCount: 2, lockDuration },
      lost: { lockDuration },
      renew: { lockDuration },
      auto: { lockDuration },
      vanish: { lockDuration },
      deferred: { lockDuration },
    },
  },
  times: {
    queues: {
      schedule: {},
      peek: {},
      expire: {},
      'expire-dead': { deadLetteringOnMessageExpiration: true },
      once: { requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow },
    },
    topics: {
      news: { requiresDuplicateDetection: true, subscriptions: { all: {} } },
      'expire-topic': { subscriptions: { dead: { deadLetteringOnMessageExpiration: true } } },
    },
  },
  topics: {
    topics: {
      plain: { subscriptions: { one: {}, two: {} } },
      correlation: {
        subscriptions: {
          marked: {
            rules: Object.fromEntries(
              Object.entries(correlated).map(([name, filter]) => [
                name,
                { filter, action: { sqlExpression: `SET matched = '${name}'` } },
              ]),
            ),
          },
        },
      },
      actions: {
        subscriptions: {
          changed: {
            rules: {
              plain: { filter: { sqlExpression: "colour = 'red'" } },
              second: { filter: { sqlExpression: 'size = 12' } },
              marked: {
                filter: { sqlExpression: "colour = 'red'" },
                action: {
                  sqlExpression:
                    "SET user.mark = colour + '!'; SET sys.Label = 'marked'; SET doubled = size * 2; REMOVE colour",
                },
              },
            },
          },
        },
      },
      expressions: {
        subscriptions: { matches: { rules: rulesOf('matches') }, 'matches-not': { rules: rulesOf('matches-not') } },
      },
    },
  },
  rules: { topics: { managed: { subscriptions: { rules: {} } } } },
  sessions: {
    queues: {
      order: { requiresSession: true },
      next: { requiresSession: true },
      state: { requiresSession: true },
      list: { requiresSession: true },
      defer: { requiresSession: true },
      lost: { requiresSession: true, lockDuration },
      renew: { requiresSession: true, lockDuration },
    },
    topics: { topic: { subscriptions: { sessions: { requiresSession: true } } } },
  },
  forwarding: {
    queues: {
      out: { forwardDeadLetteredMessagesTo: 'graves' },
      graves: {},
      in: { forwardTo: 'out' },
    },
    topics: { topic: { subscriptions: { forwarded: { forwardTo: 'out' } } } },
  },
  errors: {
    queues: { plain: {}, sessions: { requiresSession: true } },
    topics: { topic: { subscriptions: { one: {} } } },
  },
  administration: {},
} as const satisfies { readonly [file: string]: Entities };

export type File = keyof typeof suite;
