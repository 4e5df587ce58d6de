export const tiers = ['basic', 'standard', 'premium'] as const;
export type Tier = (typeof tiers)[number];

/** https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas */
export interface Limits {
  readonly tier: Tier;
  /** Of a message, where its entity does not say otherwise, in bytes. */
  readonly messageBytes: number;
  /** Of a batch, whatever its entity says, in bytes; a larger message goes alone. */
  readonly batchBytes: number;
  /** Connections at a time. */
  readonly connections: number;
  /** Characters of a message id, a session id, and the partition keys. */
  readonly idLength: number;
  /** Of the name and of the value of one property of a message, in bytes. */
  readonly propertyBytes: number;
  /** Of everything in a message but its body, in bytes. */
  readonly headerBytes: number;
  readonly subscriptionsPerTopic: number;
  /** Of one subscription; the service counts those of a topic. */
  readonly sqlRules: number;
  readonly correlationRules: number;
}

const KB = 1024;

const common = {
  connections: 5000,
  idLength: 128,
  propertyBytes: 32 * KB,
  headerBytes: 64 * KB,
  subscriptionsPerTopic: 2000,
  sqlRules: 2000,
  correlationRules: 100_000,
};

export interface LimitOptions {
  /** Absent: standard. */
  readonly tier?: Tier | undefined;
  /** Bytes; absent: the tier's. */
  readonly maxMessageBytes?: number | undefined;
  /** Absent: 5000. */
  readonly maxConnections?: number | undefined;
}

/** The limits of a tier, and what differs from them. */
export function limitsOf({ tier = 'standard', maxMessageBytes, maxConnections }: LimitOptions): Limits {
  const tierBytes = tier === 'premium' ? 1024 * KB : 256 * KB;
  const messageBytes = maxMessageBytes ?? tierBytes;
  return {
    ...common,
    tier,
    messageBytes,
    batchBytes: Math.max(tierBytes, messageBytes),
    connections: maxConnections ?? common.connections,
  };
}
