import { type EventType, eventTypes, type Topic } from '@causeway/data-model';

/** Every topic with the types that are published to it. */
export const topics: Readonly<Record<Topic, readonly EventType[]>> = Object.entries(eventTypes).reduce(
  (all, [type, { topic }]) => {
    // The entries of a constant object, whose keys are the event types.
    all[topic] = [...(all[topic] ?? []), type as EventType];
    return all;
  },
  {} as Record<Topic, EventType[]>, // filled by the loop: each topic is the topic of some type
);

export type Subscription = {
  topic: Topic;
  /** The service that consumes; the subscription bears its name. */
  name: string;
  /** What it wants of the topic; everything when absent. */
  types?: readonly EventType[];
};

/** Who consumes what. */
export const subscriptions: readonly Subscription[] = [
  {
    topic: 'catalogue',
    name: 'order-service',
    types: ['shop.reservation.committed.v1', 'shop.reservation.released.v1'],
  },
  { topic: 'catalogue', name: 'analytics-service' },
  { topic: 'orders', name: 'payment-service', types: ['shop.order.placed.v1', 'shop.order.cancel_requested.v1'] },
  {
    topic: 'orders',
    name: 'product-service',
    types: [
      'shop.order.paid.v1',
      'shop.order.payment_failed.v1',
      'shop.order.cancelled.v1',
      'shop.order.refunded.v1',
      'shop.order.fulfilled.v1',
      'shop.order.partially_refunded.v1',
    ],
  },
  {
    topic: 'orders',
    name: 'notification-service',
    types: [
      'shop.order.paid.v1',
      'shop.order.payment_failed.v1',
      'shop.order.cancelled.v1',
      'shop.order.partially_refunded.v1',
      'shop.order.refunded.v1',
      'shop.order.fulfilled.v1',
    ],
  },
  { topic: 'orders', name: 'analytics-service' },
  { topic: 'payments', name: 'order-service' },
  { topic: 'payments', name: 'analytics-service' },
  { topic: 'payments', name: 'notification-service', types: ['shop.payment.review_needed.v1'] },
  { topic: 'notifications', name: 'order-service' },
  { topic: 'notifications', name: 'analytics-service' },
  { topic: 'accounts', name: 'analytics-service' },
];

/** The one rule of every subscription. */
export const ruleName = 'routing';

/**
 * The subscription's SQL filter: its types, in any version so that an unknown one is dead-lettered and not lost, and of
 * delayed re-sends only those addressed to it.
 */
export function ruleOf({ name, types }: Subscription): string {
  const addressed = `(sys.To IS NULL OR sys.To = '${name}')`;
  if (types === undefined) return addressed;
  const families = [...new Set(types.map((type) => type.replace(/\d+$/, '%')))];
  return `${addressed} AND (${families.map((family) => `type LIKE '${family}'`).join(' OR ')})`;
}

/** The settings of every topic and subscription, in ISO 8601 durations. */
export const limits = {
  maxDeliveryCount: 10,
  lockDuration: 'PT1M',
  duplicateDetection: 'PT10M',
  /** Microsoft's emulator allows no more than an hour; in the cloud Terraform sets 14 days. */
  emulatorTimeToLive: 'PT1H',
} as const;

/** `Config.json` of Microsoft's Service Bus emulator, which ours reads too. `lockDuration` is an ISO 8601 duration. */
export function emulatorConfig(lockDuration: string = limits.lockDuration) {
  return {
    UserConfig: {
      Namespaces: [
        {
          Name: 'sbemulatorns',
          Queues: [],
          Topics: Object.keys(topics).map((topic) => ({
            Name: topic,
            Properties: {
              DefaultMessageTimeToLive: limits.emulatorTimeToLive,
              DuplicateDetectionHistoryTimeWindow: limits.duplicateDetection,
              RequiresDuplicateDetection: true,
            },
            Subscriptions: subscriptions
              .filter((one) => one.topic === topic)
              .map((one) => emulatorSubscription(one, lockDuration)),
          })),
        },
      ],
      Logging: { Type: 'File' },
    },
  };
}

const emulatorSubscription = (subscription: Subscription, lockDuration: string) => ({
  Name: subscription.name,
  Properties: {
    DeadLetteringOnMessageExpiration: true,
    DefaultMessageTimeToLive: limits.emulatorTimeToLive,
    LockDuration: lockDuration,
    MaxDeliveryCount: limits.maxDeliveryCount,
    ForwardDeadLetteredMessagesTo: '',
    ForwardTo: '',
    RequiresSession: false,
  },
  Rules: [
    {
      Name: ruleName,
      Properties: { FilterType: 'Sql' as const, SqlFilter: { SqlExpression: ruleOf(subscription) } },
    },
  ],
});
