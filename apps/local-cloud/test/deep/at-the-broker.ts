import { ServiceBusClient } from '@azure/service-bus';
import { serviceBusConnectionString } from '@causeway/engines';
import type { House } from './house.js';

const patienceMs = 10_000;

/**
 * Something that is done at the shop's broker with a client of one's own. A client whose broker died can wait for its answer
 * for ever: it is given up, and whoever asks again does so with another one.
 */
export async function atTheBroker<T>({ system }: House, work: (client: ServiceBusClient) => Promise<T>): Promise<T> {
  const client = new ServiceBusClient(serviceBusConnectionString(system.ports.serviceBus));
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('The broker gave no answer.')), patienceMs);
  try {
    return await Promise.race([work(client), late]);
  } finally {
    clearTimeout(timer);
    client.close().catch(() => undefined);
  }
}
