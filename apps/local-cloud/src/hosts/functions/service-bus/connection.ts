import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import type { AppSettings } from '../app-settings.js';
import type { ServiceBusOptions } from '../host-json.js';

/**
 * Finds what a trigger's `connection` names in the app's settings, as the host does: `NAME`, or `AzureWebJobsNAME`, is a
 * connection string; `NAME__fullyQualifiedNamespace` a namespace that is entered with the machine's identity.
 *
 * @returns what makes clients of that namespace
 * @throws Error with one sentence when the settings have none of them
 */
export function connectionOf(
  name: string,
  settings: AppSettings,
  options: ServiceBusOptions,
): () => Promise<ServiceBusClient> {
  const clientOptions = clientOptionsOf(options);
  const text = settings[name] ?? settings[`AzureWebJobs${name}`];
  if (text !== undefined && text !== '') return async () => new ServiceBusClient(text, clientOptions);
  const namespace = settings[`${name}__fullyQualifiedNamespace`];
  if (namespace === undefined || namespace === '') {
    throw new Error(
      `The Service Bus connection ${name} is not set: give the app the setting ${name}, a connection string, or ${name}__fullyQualifiedNamespace.`,
    );
  }
  return async () => {
    // Only a namespace in the cloud needs it, and it is large.
    const { DefaultAzureCredential } = await import('@azure/identity');
    const clientId = settings[`${name}__clientId`];
    const credential = new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
    return new ServiceBusClient(namespace, credential, clientOptions);
  };
}

/** host.json's clientRetryOptions, in the client's own words. */
const clientOptionsOf = ({ clientRetryOptions }: ServiceBusOptions): ServiceBusClientOptions => ({
  retryOptions: {
    maxRetries: clientRetryOptions.maxRetries,
    retryDelayInMs: clientRetryOptions.delay,
    maxRetryDelayInMs: clientRetryOptions.maxDelay,
    timeoutInMs: clientRetryOptions.tryTimeout,
    mode: clientRetryOptions.mode === 'exponential' ? 0 : 1,
  },
});
