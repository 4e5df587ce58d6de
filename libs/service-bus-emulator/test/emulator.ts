import {
  ServiceBusAdministrationClient,
  type ServiceBusAdministrationClientOptions,
  ServiceBusClient,
  type ServiceBusClientOptions,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus';
import { type Emulator, type EmulatorConfig, type EmulatorOptions, startEmulator } from '../src/index.js';

type Namespace = EmulatorConfig['UserConfig']['Namespaces'][number];

/** A configuration with these entities. */
export const aConfig = (entities: Omit<Namespace, 'Name'>): EmulatorConfig => ({
  UserConfig: { Namespaces: [{ Name: 'test', ...entities }] },
});

export interface Running extends Emulator {
  readonly client: ServiceBusClient;
  /** A further connection. */
  connect(options?: ServiceBusClientOptions): ServiceBusClient;
}

/** An emulator without a disk, with a client that does not retry; `stop` closes all clients first. */
export async function startWith(
  entities: Omit<Namespace, 'Name'>,
  options: Partial<EmulatorOptions> = {},
): Promise<Running> {
  const emulator = await startEmulator({
    config: aConfig(entities),
    memory: options.dataFile === undefined,
    ...options,
  });
  const clients: ServiceBusClient[] = [];
  const connect = (clientOptions?: ServiceBusClientOptions): ServiceBusClient => {
    const client = new ServiceBusClient(emulator.connectionString, {
      retryOptions: { maxRetries: 0, timeoutInMs: 5000 },
      ...clientOptions,
    });
    clients.push(client);
    return client;
  };
  return {
    ...emulator,
    client: connect(),
    connect,
    stop: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await emulator.stop();
    },
  };
}

/** A management client that trusts the emulator's certificate and does not retry. */
export async function administer(
  bus: Emulator,
  options: ServiceBusAdministrationClientOptions = {},
): Promise<ServiceBusAdministrationClient> {
  // TLS has names for hosts, not addresses.
  return new ServiceBusAdministrationClient(bus.connectionString.replace('127.0.0.1', 'localhost'), {
    ...options,
    tlsOptions: { ca: await bus.certificate() },
    retryOptions: { maxRetries: 0 },
  });
}

/** The next message, or a failure when none comes for long. */
export async function next(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
  if (message === undefined) throw new Error(`No message came from ${receiver.entityPath}.`);
  return message;
}

/** Whatever comes within a short time. */
export const whatComes = (
  receiver: ServiceBusReceiver,
  most = 10,
  withinMs = 150,
): Promise<ServiceBusReceivedMessage[]> => receiver.receiveMessages(most, { maxWaitTimeInMs: withinMs });

/** Tries until it no longer throws. */
export async function eventually<T>(attempt: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
