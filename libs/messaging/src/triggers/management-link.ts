import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { ServiceBus } from '../service-bus/bus.js';
import type { Settlement } from '../service-bus/handle-message.js';
import type { Subscription } from '../topology.js';

/** A lost connection brings another client, and with it other receivers. */
const receivers = new WeakMap<ServiceBusClient, Map<string, ServiceBusReceiver>>();

/** A receiver that receives nothing: it settles and renews what the host has received, by lock tokens. */
export function managementReceiver({ client }: ServiceBus, { topic, name }: Subscription): ServiceBusReceiver {
  const known = receivers.get(client) ?? new Map<string, ServiceBusReceiver>();
  receivers.set(client, known);
  const place = `${topic}/${name}`;
  const receiver = known.get(place) ?? client.createReceiver(topic, name, { maxAutoLockRenewalDurationInMs: 0 });
  known.set(place, receiver);
  return receiver;
}

/** Settles over the management link: each message by a request of its own. */
export const settlementOf = (receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): Settlement => ({
  complete: () => receiver.completeMessage(message),
  deadLetter: (reason) => receiver.deadLetterMessage(message, reason),
  abandon: () => receiver.abandonMessage(message),
});
