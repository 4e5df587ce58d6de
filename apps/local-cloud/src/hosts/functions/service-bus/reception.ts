import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import pLimit from 'p-limit';
import type { ServiceBusOptions } from '../host-json.js';
import type { BusFunction } from './bus-functions.js';
import type { Calls, Settler } from './calls.js';

/** One function's messages over one client, for as long as that lives. */
export interface Reception {
  /** Resolves once it listens; where the client does not tell, at once. */
  listening: Promise<void>;
  settler: Settler;
  /** Takes nothing more. */
  stop(): Promise<void>;
}

export interface ReceptionSettings {
  client: ServiceBusClient;
  of: BusFunction;
  options: ServiceBusOptions;
  calls: Calls;
  /** The settler of the client that is present when it is asked for. */
  settler: () => Settler;
  report: (error: unknown) => void;
}

export const receiverOf = (client: ServiceBusClient, { entity }: BusFunction): ServiceBusReceiver => {
  // Locks are held by the calls; what a message holds is judged by its bytes.
  const options = { maxAutoLockRenewalDurationInMs: 0, skipParsingBodyAsJson: true };
  if ('queue' in entity) return client.createReceiver(entity.queue, options);
  return client.createReceiver(entity.topic, entity.subscription, options);
};

/** One message a call, host.json's maxConcurrentCalls at once; prefetchCount more are fetched already. */
export function receiveSingly({ client, of, options, calls, settler, report }: ReceptionSettings): Reception {
  const receiver = receiverOf(client, of);
  const room = pLimit(options.maxConcurrentCalls);
  const opened = Promise.withResolvers<void>();
  let stopped = false;
  const call = async (message: ServiceBusReceivedMessage) => {
    // What was fetched and not begun goes to another host.
    if (stopped) await receiver.abandonMessage(message).catch(() => undefined);
    else await calls.call([message], settler);
  };
  const handlers = {
    processMessage: (message: ServiceBusReceivedMessage) => room(() => call(message)),
    processError: async ({ error }: { error: unknown }) => report(error),
    // Not in the client's types: its streaming receiver (7.9.5) calls it each time its link is open.
    postInitialize: async () => opened.resolve(),
  };
  const subscriber = receiver.subscribe(handlers, {
    autoCompleteMessages: false,
    maxConcurrentCalls: options.maxConcurrentCalls + options.prefetchCount,
  });
  return {
    listening: opened.promise,
    settler: receiver,
    stop: async () => {
      stopped = true;
      await subscriber.close();
    },
  };
}

/** All that is there, host.json's maxMessageBatchSize at most, in one call; the next one after that. */
export function receiveMany({ client, of, options, calls, settler, report }: ReceptionSettings): Reception {
  const receiver = receiverOf(client, of);
  const stopping = new AbortController();
  const receiving = (async () => {
    while (!stopping.signal.aborted) {
      const messages = await receiver
        .receiveMessages(options.maxMessageBatchSize, {
          maxWaitTimeInMs: options.clientRetryOptions.tryTimeout,
          abortSignal: stopping.signal,
        })
        .catch((error) => afterError(error, stopping.signal, report));
      if (messages.length > 0) await calls.call(messages, settler);
    }
  })();
  return {
    listening: Promise.resolve(),
    settler: receiver,
    stop: async () => {
      stopping.abort();
      await receiving;
    },
  };
}

/** How soon something is tried again that went wrong at once. */
const pauseMs = 1000;

/** Says what went wrong and waits a little: nothing was received. */
export async function afterError(error: unknown, stopping: AbortSignal, report: (error: unknown) => void): Promise<[]> {
  if (stopping.aborted) return [];
  report(error);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pauseMs);
    stopping.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return [];
}
