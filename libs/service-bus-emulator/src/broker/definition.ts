import type { RuleDefinition } from '../filters/rule.js';

/** Longest duration Service Bus knows (.NET's TimeSpan.MaxValue), in ms: means "never". */
export const FOREVER = 922_337_203_685_477;

export type EntityStatus = 'Active' | 'Disabled' | 'SendDisabled' | 'ReceiveDisabled';

/** Durations in ms. */
interface Common {
  readonly name: string;
  readonly status: EntityStatus;
  readonly defaultTimeToLive: number;
  readonly autoDeleteOnIdle: number;
  readonly userMetadata: string;
  /** Kept and told; batching is the client's business. */
  readonly enableBatchedOperations: boolean;
}

interface Receiving extends Common {
  readonly lockDuration: number;
  readonly maxDeliveryCount: number;
  readonly requiresSession: boolean;
  readonly deadLetterOnExpiration: boolean;
  /** Absent or '': no forwarding. */
  readonly forwardTo: string;
  readonly forwardDeadLettersTo: string;
}

interface Sending {
  readonly requiresDuplicateDetection: boolean;
  readonly duplicateWindow: number;
  readonly maxSizeInMegabytes: number;
  /** 0: the emulator's own limit. */
  readonly maxMessageSizeInKilobytes: number;
  readonly enablePartitioning: boolean;
  readonly enableExpress: boolean;
  readonly authorizationRules: readonly AuthorizationRule[];
}

export type AccessRight = 'Manage' | 'Send' | 'Listen';

/** A key of an entity and what may be done with it; times in ms since 1970. */
export interface AuthorizationRule {
  readonly keyName: string;
  readonly rights: readonly AccessRight[];
  /** Base64. */
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface QueueDefinition extends Receiving, Sending {}

export interface SubscriptionDefinition extends Receiving {
  readonly deadLetterOnFilterErrors: boolean;
  readonly rules: readonly RuleDefinition[];
}

export interface TopicDefinition extends Common, Sending {
  readonly supportOrdering: boolean;
}

const common = {
  status: 'Active',
  defaultTimeToLive: FOREVER,
  autoDeleteOnIdle: FOREVER,
  userMetadata: '',
  enableBatchedOperations: true,
} as const;

const receiving = {
  lockDuration: 60_000,
  maxDeliveryCount: 10,
  requiresSession: false,
  deadLetterOnExpiration: false,
  forwardTo: '',
  forwardDeadLettersTo: '',
} as const;

const sending = {
  requiresDuplicateDetection: false,
  duplicateWindow: 600_000,
  maxSizeInMegabytes: 1024,
  maxMessageSizeInKilobytes: 0,
  enablePartitioning: false,
  enableExpress: false,
  authorizationRules: [],
} as const;

export const aQueue = (given: Partial<QueueDefinition> & { name: string }): QueueDefinition => ({
  ...common,
  ...receiving,
  ...sending,
  ...given,
});

export const aTopic = (given: Partial<TopicDefinition> & { name: string }): TopicDefinition => ({
  ...common,
  ...sending,
  supportOrdering: true,
  ...given,
});

/** Without rules given, the subscription takes everything, as on the service. */
export const aSubscription = (given: Partial<SubscriptionDefinition> & { name: string }): SubscriptionDefinition => ({
  ...common,
  ...receiving,
  deadLetterOnFilterErrors: true,
  rules: [{ name: '$Default', filter: { kind: 'sql', expression: '1=1' } }],
  ...given,
});
