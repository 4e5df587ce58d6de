import type {
  ServiceBusClient,
  ServiceBusMessage,
  ServiceBusReceivedMessage,
  ServiceBusSender,
} from '@azure/service-bus';
import type { CloudEvent } from '@causeway/data-model';
import { isCloudHost, keyInConnectionString } from '@causeway/runtime/env';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { inSpan } from '@causeway/runtime/telemetry';
import * as z from 'zod';
import { keylessHost } from './client.js';
import { Connection } from './connection.js';
import { maxDelayMs as longestDelayMs } from './redelivery.js';

/** The setting of a service that publishes or consumes events. */
export const serviceBusEnv = z.object({
  SERVICE_BUS_CONNECTION_STRING: z
    .string()
    .min(1)
    .meta({
      description:
        'The Service Bus namespace, as Azure writes its connection strings; `Endpoint=sb://<namespace>.servicebus.windows.net/` alone where it knows the process by its identity.',
      secret: keyInConnectionString({
        keys: ['SharedAccessKey', 'SharedAccessSignature'],
        hostOf: (fields) => /^sb:\/\/([^:/]+)/i.exec(fields.get('endpoint') ?? '')?.[1] ?? '',
        isForEmulator: (fields) => fields.get('usedevelopmentemulator')?.toLowerCase() === 'true',
        // Its client always encrypts where it shows a token.
        knowsByToken: (fields) => isCloudHost(keylessHost(fields) ?? ''),
        emulatorKey: 'SAS_KEY_VALUE',
        from: {
          local: "the emulator's, which everybody knows",
          docker: "the emulator's, or the container's environment",
        },
      }),
    }),
  REDELIVERY_MAX_DELAY_MS: z.coerce.number().int().min(10).max(longestDelayMs).default(longestDelayMs).meta({
    description:
      'The longest time in milliseconds until an event is tried again for which a store or a service was away; the first times are shorter.',
  }),
});
export type ServiceBusSettings = z.infer<typeof serviceBusEnv>;

/** A message as AMQP has it. */
export type RawMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** An event and where it belongs. */
export type Outgoing = { topic: string; event: CloudEvent };

/** No message may have more than 200 kB; trying again does not help. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** What a message may have; the contract's limit, below every tier's own. */
export const maxBytes = 200_000;
const sendTimeoutMs = 3000;

/**
 * The process's one connection to Service Bus: events go out through it, and the strategy receives over it. Connects on
 * first use. As a Nest provider it closes itself after everything else has drained.
 */
export class ServiceBus {
  readonly connection: Connection;
  readonly #sending = new Set<Promise<unknown>>();

  /** @param maxDelayMs the longest time until an event is tried again for which something was away */
  constructor(
    connectionString: string,
    readonly maxDelayMs = longestDelayMs,
  ) {
    this.connection = new Connection(connectionString);
  }

  /** The present client; a hanging one is replaced, so nobody keeps it. */
  get client(): ServiceBusClient {
    return this.connection.client;
  }

  /**
   * Publishes at least once, a batch per topic, and passes the point. When it fails, some of the events may have been published.
   *
   * @throws EventTooLarge for an event that no message can carry
   * @throws ServiceBusError or AbortError, both transient, when the broker did not take them within 3 s
   */
  async publish(point: Failpoint, events: readonly Outgoing[]): Promise<void> {
    const byTopic = Map.groupBy(events, ({ topic }) => topic);
    await Promise.all([...byTopic].map(([topic, group]) => this.#tracked(this.#publishTo(topic, group))));
    point.pass();
  }

  /** Sends a prepared message to a topic and passes the point; for delayed re-sends and redrives. */
  async send(point: Failpoint, topic: string, message: ServiceBusMessage | RawMessage): Promise<void> {
    await this.#tracked(
      this.connection.withSender(topic, sendTimeoutMs, (sender, abortSignal) =>
        sender.sendMessages(message, { abortSignal }),
      ),
    );
    point.pass();
  }

  /** Opens the connection and a link to the topic, so that the first event need not wait for them. */
  async warm(topic: string): Promise<void> {
    await this.connection.withSender(topic, sendTimeoutMs, (sender, abortSignal) =>
      sender.createMessageBatch({ abortSignal }),
    );
  }

  /** Waits for what is being sent, then closes the connection. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#sending);
    await this.connection.close();
  }

  /** For Nest. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  async #publishTo(topic: string, group: readonly Outgoing[]): Promise<void> {
    const [first, ...others] = group.map(({ event }) => event.traceparent);
    await inSpan(
      `publish ${topic}`,
      {
        kind: 'producer',
        parent: first,
        links: others,
        attributes: {
          'messaging.system': 'servicebus',
          'messaging.operation.type': 'send',
          'messaging.destination.name': topic,
          'messaging.batch.message_count': group.length,
        },
      },
      () =>
        this.connection.withSender(topic, sendTimeoutMs, (sender, abortSignal) =>
          sendAll(
            sender,
            abortSignal,
            group.map(({ event }) => messageOf(event)),
          ),
        ),
    );
  }

  async #tracked<T>(work: Promise<T>): Promise<T> {
    this.#sending.add(work);
    try {
      return await work;
    } finally {
      this.#sending.delete(work);
    }
  }
}

/** One message by itself; several as batches, as few as hold them. */
async function sendAll(
  sender: ServiceBusSender,
  abortSignal: AbortSignal,
  messages: readonly ServiceBusMessage[],
): Promise<void> {
  const options = { abortSignal };
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) return sender.sendMessages(only, options);
  let batch = await sender.createMessageBatch(options);
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch, options);
    batch = await sender.createMessageBatch(options);
    if (!batch.tryAddMessage(message)) throw new EventTooLarge(`${message.messageId} does not fit into a message.`);
  }
  await sender.sendMessages(batch, options);
}

/** The event as a message: the CloudEvents AMQP binding's structured mode, with what rules and consumers select by beside it. */
export function messageOf(event: CloudEvent): ServiceBusMessage {
  const bytes = Buffer.byteLength(JSON.stringify(event));
  if (bytes > maxBytes) throw new EventTooLarge(`${event.id} has ${bytes} bytes, more than ${maxBytes}.`);
  return {
    body: event,
    messageId: event.id,
    subject: event.type,
    contentType: 'application/cloudevents+json',
    applicationProperties: {
      type: event.type,
      aggregateversion: event.aggregateversion,
      traceparent: event.traceparent,
    },
  };
}
