import type { ServiceBusOptions } from '../host-json.js';
import { connectionOf } from './connection.js';

const options: ServiceBusOptions = {
  autoCompleteMessages: true,
  maxConcurrentCalls: 1,
  maxConcurrentSessions: 1,
  maxAutoLockRenewalDuration: 0,
  prefetchCount: 0,
  maxMessageBatchSize: 1,
  clientRetryOptions: { mode: 'fixed', tryTimeout: 1000, delay: 1, maxDelay: 2, maxRetries: 1 },
};
const text = (host: string) => `Endpoint=sb://${host}/;SharedAccessKeyName=a;SharedAccessKey=${'k'.repeat(8)}`;

async function namespaceOf(settings: Record<string, string>): Promise<string> {
  const client = await connectionOf('Bus', settings, options)();
  await client.close();
  return client.fullyQualifiedNamespace;
}

test('a connection string is taken by its name, or by that with the prefix of old', async () => {
  expect(await namespaceOf({ Bus: text('one.example'), AzureWebJobsBus: text('two.example') })).toBe('one.example');
  expect(await namespaceOf({ AzureWebJobsBus: text('two.example') })).toBe('two.example');
});

test('a namespace is entered with an identity', async () => {
  expect(await namespaceOf({ Bus__fullyQualifiedNamespace: 'shop.servicebus.windows.net' })).toBe(
    'shop.servicebus.windows.net',
  );
});

test('without any of them it is refused in one sentence', () => {
  expect(() => connectionOf('Bus', { Bus: '' }, options)).toThrow(
    'The Service Bus connection Bus is not set: give the app the setting Bus, a connection string, or Bus__fullyQualifiedNamespace.',
  );
});
