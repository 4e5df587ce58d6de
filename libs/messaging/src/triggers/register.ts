import { app as functions, trigger } from '@azure/functions';
import { subscriptions } from '../topology.js';
import { handleTriggered, type TriggeredSide } from './handle.js';

/** The app's setting that says where the bus is: `ServiceBus__fullyQualifiedNamespace`, or `ServiceBus` with a connection string. */
const connection = 'ServiceBus';

/**
 * Registers a Service Bus trigger of Azure Functions for each of a service's subscriptions. The host keeps its hands off
 * the messages: each is settled here, as the listening service settles it.
 *
 * @param open says who handles events: once, or again after it failed
 */
export function receiveByTriggers(service: string, open: () => Promise<TriggeredSide>): void {
  let opening: Promise<TriggeredSide> | undefined;
  const opened = (): Promise<TriggeredSide> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  for (const subscription of subscriptions.filter(({ name }) => name === service)) {
    functions.generic(`${subscription.topic}-${service}`, {
      trigger: trigger.generic({
        type: 'serviceBusTrigger',
        connection,
        topicName: subscription.topic,
        subscriptionName: subscription.name,
        cardinality: 'one',
        // What a message holds is judged by its bytes.
        dataType: 'binary',
        isSessionsEnabled: false,
        autoCompleteMessages: false,
      }),
      handler: (body: unknown, { triggerMetadata }) => handleTriggered({ body, triggerMetadata, subscription }, opened),
    });
  }
}
