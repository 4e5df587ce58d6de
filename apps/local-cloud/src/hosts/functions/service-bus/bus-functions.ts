import * as z from 'zod';
import { type AppSettings, resolved } from '../app-settings.js';
import type { HostJson } from '../host-json.js';
import type { FunctionMetadata } from '../rpc.js';

const serviceBusTrigger = z.object({
  type: z.string().regex(/^servicebustrigger$/i),
  connection: z.string().default('ServiceBus'),
  queueName: z.string().optional(),
  topicName: z.string().optional(),
  subscriptionName: z.string().optional(),
  isSessionsEnabled: z.boolean().default(false),
  autoCompleteMessages: z.boolean().optional(),
  cardinality: z.string().optional(),
  dataType: z.string().optional(),
});

/** A queue, or a subscription of a topic. */
export type Entity = { queue: string } | { topic: string; subscription: string };

/** A function that messages call. */
export interface BusFunction {
  metadata: FunctionMetadata;
  entity: Entity;
  /** The name of the setting that says where the namespace is. */
  connection: string;
  sessions: boolean;
  autoComplete: boolean;
  /** Calls come with many messages at once rather than with one. */
  many: boolean;
  binary: boolean;
}

/**
 * The app's functions with a Service Bus trigger. What a trigger says of settlement goes before what host.json says.
 *
 * @throws Error with one sentence when a trigger names no entity, or a setting that is missing
 */
export function busFunctionsIn(
  functions: readonly FunctionMetadata[],
  host: HostJson,
  settings: AppSettings,
): BusFunction[] {
  return functions.flatMap((metadata) => {
    const trigger = Object.values(metadata.bindings).flatMap((one) => serviceBusTrigger.safeParse(one).data ?? [])[0];
    if (trigger === undefined) return [];
    return {
      metadata,
      entity: entityOf(trigger, metadata.name, settings),
      connection: trigger.connection,
      sessions: trigger.isSessionsEnabled,
      autoComplete: trigger.autoCompleteMessages ?? host.extensions.serviceBus.autoCompleteMessages,
      many: trigger.cardinality?.toLowerCase() === 'many',
      binary: trigger.dataType?.toLowerCase() === 'binary',
    };
  });
}

function entityOf(trigger: z.infer<typeof serviceBusTrigger>, name: string, settings: AppSettings): Entity {
  const { queueName, topicName, subscriptionName } = trigger;
  if (queueName !== undefined) return { queue: resolved(queueName, settings) };
  if (topicName !== undefined && subscriptionName !== undefined) {
    return { topic: resolved(topicName, settings), subscription: resolved(subscriptionName, settings) };
  }
  throw new Error(`The trigger of ${name} names neither a queue nor a topic with a subscription: give it one.`);
}

/** As people write it. */
export const pathOf = (entity: Entity): string =>
  'queue' in entity ? entity.queue : `${entity.topic}/${entity.subscription}`;
