import { randomUUID } from 'node:crypto';
import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';
import { serviceBusConnectionString } from '@causeway/engines';
import type { House } from './house.js';

/**
 * Somebody else's work on the shop's Service Bus, with queues of their own: what a broker does and the shop does not ask
 * for. They do not mind when it dies under them; the queues are taken away at the end, whatever they hold.
 */
export async function lodger({ system }: House): Promise<void> {
  const connectionString = serviceBusConnectionString(system.ports.serviceBus);
  const retryOptions = { maxRetries: 1, timeoutInMs: 3000 };
  const admin = new ServiceBusAdministrationClient(connectionString, { retryOptions });
  speakWithoutTls(admin);
  const client = new ServiceBusClient(connectionString, { retryOptions });
  const name = `lodger-${randomUUID()}`;
  const through = `through-${name}`;
  const body = { body: 'a message' };
  const send = (queue: string) => client.createSender(queue).sendMessages(body);
  const steps: (() => Promise<unknown>)[] = [
    () => admin.createQueue(name, { maxDeliveryCount: 1 }),
    () => admin.createQueue(through, { forwardTo: name }),
    () => send(through),
    () => client.createSender(name).scheduleMessages(body, new Date(Date.now() + 300)),
    () => send(name),
    async () => {
      // Given back after its only try, a message is dead.
      const receiver = client.createReceiver(name);
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2000 });
      if (message !== undefined) await receiver.abandonMessage(message);
      await receiver.close();
    },
    async () => {
      const receiver = client.createReceiver(name, { receiveMode: 'receiveAndDelete' });
      await receiver.receiveMessages(5, { maxWaitTimeInMs: 1500 });
      await receiver.close();
    },
    () => fetch(`http://127.0.0.1:${system.ports.serviceBusAdmin}/health`, { signal: AbortSignal.timeout(4000) }),
    () => client.close(),
  ];
  for (const step of steps) await within(5000, step);
  await remove(admin, through);
  await remove(admin, name);
}

/** A queue that is not there any more was removed by a try whose answer was lost, or never made. */
async function remove(admin: ServiceBusAdministrationClient, queue: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const isGone = await admin.deleteQueue(queue).then(
      () => true,
      (error: unknown) =>
        typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404,
    );
    if (isGone) return;
  }
  throw new Error(`queue ${queue} could not be removed`);
}

/** The client may take long to notice that there will be no answer. */
async function within(ms: number, step: () => Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([step().catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Without TLS, as the whole shop on one computer speaks. */
function speakWithoutTls({ pipeline }: ServiceBusAdministrationClient): void {
  pipeline.addPolicy({
    name: 'withoutTls',
    sendRequest: (request, next) => {
      request.url = request.url.replace(/^https:/, 'http:');
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
}
