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
  { topic: 'accounts', name: 'order-service', types: ['shop.account.erased.v1'] },
  { topic: 'accounts', name: 'payment-service', types: ['shop.account.erased.v1'] },
  { topic: 'accounts', name: 'notification-service', types: ['shop.account.erased.v1'] },
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

/**
 * Something a service may do on the bus, and why. Infrastructure gives each exactly these: on Azure `Send` is the role
 * `Azure Service Bus Data Sender` on the topic, `Listen` is `Azure Service Bus Data Receiver` on the subscription.
 *
 * A consumer may send to the topics that it consumes because that is how it puts an event off: it sends a copy for its own
 * subscription alone. The broker cannot tell such a copy from an event of the topic's owner, which is why every consumer
 * judges every event itself.
 */
export type Grant = { service: string; topic: Topic } & (
  | { right: 'Send'; why: 'publish' | 'send-again-later' | 'redrive' }
  | { right: 'Listen'; why: 'consume' | 'redrive'; subscription: string }
);

/** The one service that emits a type: `order-service` of `/aws/order-service`. */
const ownerOf = (type: EventType): string => eventTypes[type].source.replace(/^.*\//, '');

/** Who may do what, made of who emits and who consumes. */
export const grants: readonly Grant[] = [
  ...Object.entries(topics).flatMap(([topic, types]) =>
    [...new Set(types.map(ownerOf))].map(
      // The keys of the map.
      (service): Grant => ({ service, right: 'Send', topic: topic as Topic, why: 'publish' }),
    ),
  ),
  ...subscriptions.flatMap(({ name, topic }): Grant[] => [
    { service: name, right: 'Listen', topic, subscription: name, why: 'consume' },
    { service: name, right: 'Send', topic, why: 'send-again-later' },
  ]),
];

/** Services that Service Bus cannot wake where they run; there the bridge consumes in their place. */
const bridged = ['product-service', 'order-service'];

/** What the bridge needs: to consume what those services would, and to put it off. */
export const bridgeGrants: readonly Grant[] = grants.flatMap((grant): Grant[] =>
  bridged.includes(grant.service) && grant.why !== 'publish' ? [{ ...grant, service: 'bridge' }] : [],
);

/** What `npm run dlq` needs: to read every subscription's dead letters and to send each back where it was. */
export const operatorGrants: readonly Grant[] = subscriptions.flatMap(({ name, topic }): Grant[] => [
  { service: 'operator', right: 'Listen', topic, subscription: name, why: 'redrive' },
  { service: 'operator', right: 'Send', topic, why: 'redrive' },
]);

/** A shared access key of one topic, in the shape of libs/service-bus-emulator. */
export type TopicKey = { name: string; key: string; rights: ('Send' | 'Listen')[]; entity: Topic };

/**
 * The grants as shared access keys: each service has one key, under its own name, on each topic where it may do something.
 * Authorization rules stand on a namespace, a queue or a topic and never on a subscription, on Azure too: with a key,
 * `Listen` on a topic covers the subscriptions of others. Roles do not have that gap.
 *
 * @param keyOf the key of each service that has a grant, and of the bridge where there is one
 */
export function topicKeys(keyOf: Readonly<Record<string, string>>): TopicKey[] {
  const all = 'bridge' in keyOf ? [...grants, ...bridgeGrants] : grants;
  const byTopic = Map.groupBy(all, ({ service, topic }) => `${service} ${topic}`);
  return [...byTopic.values()].flatMap((group) => {
    const [{ service, topic } = {}] = group;
    if (service === undefined || topic === undefined) return [];
    const key = keyOf[service];
    if (key === undefined) throw new Error(`${service} has rights on the topic ${topic} and no key.`);
    return { name: service, key, rights: [...new Set(group.map(({ right }) => right))].sort(), entity: topic };
  });
}

/** The settings of every topic and subscription, in ISO 8601 durations. */
export const limits = {
  maxDeliveryCount: 10,
  lockDuration: 'PT1M',
  duplicateDetection: 'PT10M',
  /** Microsoft's emulator allows no more than an hour; in the cloud Terraform sets 14 days. */
  emulatorTimeToLive: 'PT1H',
  /** It allows no more than five minutes. */
  emulatorDuplicateDetection: 'PT5M',
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
              DuplicateDetectionHistoryTimeWindow: limits.emulatorDuplicateDetection,
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
