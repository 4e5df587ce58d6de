import { createRequire } from 'node:module';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { subscriptions } from '../src/topology.js';

type Data = { string?: string; json?: string; bytes?: Uint8Array; int?: number };
type Registered = { metadata: { name: string; bindings: Record<string, object> } };
type Core = {
  registered: ReadonlyMap<string, Registered>;
  invoke(one: Registered, input: Data, metadata: Record<string, Data>): Promise<unknown>;
};

// The test double of libs/testing, which has this shape; jest.preset.mjs gives it this name.
const core = createRequire(import.meta.url)('@azure/functions-core') as Core;

/** The binding of a function that was registered. */
export const bindingOf = (name: string): object | undefined =>
  Object.values(core.registered.get(name)?.metadata.bindings ?? {})[0];

/** Calls a trigger with a message of which the host says so much. */
export async function trigger(name: string, body: Data, metadata: Record<string, Data>): Promise<unknown> {
  const one = core.registered.get(name);
  if (one === undefined) throw new Error(`${name} was not registered.`);
  return core.invoke(one, body, metadata);
}

/**
 * What the host of Azure Functions does with the triggers that are registered for a service: it receives, calls them, and
 * settles nothing.
 */
export function startTriggerHost(connectionString: string, service: string) {
  const client = new ServiceBusClient(connectionString);
  const faults: unknown[] = [];
  const receivers = subscriptions
    .filter(({ name }) => name === service)
    .map(({ topic, name }) => {
      const receiver = client.createReceiver(topic, name, {
        skipParsingBodyAsJson: true,
        maxAutoLockRenewalDurationInMs: 0,
      });
      receiver.subscribe(
        {
          processMessage: async (message) => {
            await trigger(`${topic}-${name}`, { bytes: message.body }, metadataOf(message)).catch((fault: unknown) =>
              faults.push(fault),
            );
          },
          processError: async () => undefined,
        },
        { autoCompleteMessages: false, maxConcurrentCalls: 16 },
      );
      return receiver;
    });
  return {
    /** What came out of the functions. */
    faults,
    stop: async () => {
      await Promise.all(receivers.map((receiver) => receiver.close()));
      await client.close();
    },
  };
}

/** In the names and forms of the host's Service Bus extension, which counts deliveries from 1. */
function metadataOf(message: ServiceBusReceivedMessage): Record<string, Data> {
  const { messageId, lockToken = '', deliveryCount = 0, sequenceNumber, subject, contentType } = message;
  return {
    LockToken: { string: lockToken },
    DeliveryCount: { int: deliveryCount + 1 },
    MessageId: { string: String(messageId) },
    SequenceNumber: { json: String(sequenceNumber) },
    EnqueuedTimeUtc: { string: new Date().toISOString() },
    ApplicationProperties: { json: JSON.stringify(message.applicationProperties ?? {}) },
    ...(subject === undefined ? {} : { Subject: { string: subject }, Label: { string: subject } }),
    ...(contentType === undefined ? {} : { ContentType: { string: contentType } }),
  };
}
