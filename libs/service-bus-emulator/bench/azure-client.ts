import { ServiceBusClient } from '@azure/service-bus';
import { BODY, type Client } from './load.ts';

/** The unmodified client, with one connection, as an application has it. */
export function azureClient(connectionString: string, queue: string): Client {
  const client = new ServiceBusClient(connectionString);
  const sender = client.createSender(queue);
  const receiver = client.createReceiver(queue);
  const waiting = new Map<string, PromiseWithResolvers<number>>();
  let last = 0;
  receiver.subscribe(
    {
      processMessage: async (message) => {
        const cameAt = performance.now();
        await receiver.completeMessage(message);
        waiting.get(String(message.messageId))?.resolve(cameAt);
      },
      processError: async ({ error }) => {
        for (const { reject } of waiting.values()) reject(error);
      },
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 64 },
  );
  return {
    cycle: async () => {
      const messageId = String(++last);
      const completed = Promise.withResolvers<number>();
      waiting.set(messageId, completed);
      const [cameAt] = await Promise.all([completed.promise, sender.sendMessages({ body: BODY, messageId })]);
      waiting.delete(messageId);
      return cameAt;
    },
    close: () => client.close(),
  };
}
