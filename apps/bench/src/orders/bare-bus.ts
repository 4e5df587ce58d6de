import { createHmac } from 'node:crypto';
import {
  parseServiceBusConnectionString,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type ServiceBusSender,
} from '@azure/service-bus';
import type { CloudEvent } from '@causeway/data-model';

/** A topic with one subscription, in the broker that the shop uses. */
export class BareTopic {
  readonly #sender: ServiceBusSender;
  readonly #receiver: ServiceBusReceiver;
  readonly #arrived = new Map<string, PromiseWithResolvers<ServiceBusReceivedMessage>>();

  private constructor(client: ServiceBusClient, topic: string) {
    this.#sender = client.createSender(topic);
    this.#receiver = client.createReceiver(topic, 'bench');
    this.#receiver.subscribe(
      {
        processMessage: async (message) => this.#arrival(String(message.messageId)).resolve(message),
        processError: async () => undefined,
      },
      { autoCompleteMessages: false, maxConcurrentCalls: 64 },
    );
  }

  /** @param bus `managementUrl` is where the broker takes management requests in plain HTTP */
  static async create(bus: Bus, client: ServiceBusClient, topic: string): Promise<BareTopic> {
    const authorization = signatureFor(bus);
    const put = (path: string, kind: 'Topic' | 'Subscription', settings = '') =>
      putEntity(`${bus.managementUrl}/${path}`, { kind, settings, authorization });
    await put(topic, 'Topic', '<RequiresDuplicateDetection>true</RequiresDuplicateDetection>');
    await put(`${topic}/Subscriptions/bench`, 'Subscription');
    return new BareTopic(client, topic);
  }

  async send(event: CloudEvent): Promise<void> {
    await this.#sender.sendMessages({ body: event, messageId: event.id, subject: event.type });
  }

  /** The message of this event, once it has come. */
  async receive({ id }: CloudEvent): Promise<ServiceBusReceivedMessage> {
    const message = await this.#arrival(id).promise;
    this.#arrived.delete(id);
    return message;
  }

  complete(message: ServiceBusReceivedMessage): Promise<void> {
    return this.#receiver.completeMessage(message);
  }

  #arrival(id: string): PromiseWithResolvers<ServiceBusReceivedMessage> {
    const known = this.#arrived.get(id);
    if (known !== undefined) return known;
    const awaited = Promise.withResolvers<ServiceBusReceivedMessage>();
    this.#arrived.set(id, awaited);
    return awaited;
  }
}

export type Bus = { connectionString: string; managementUrl: string };

const aDaySeconds = 86_400;

/** A shared access signature of the connection string's key (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas). */
function signatureFor({ connectionString, managementUrl }: Bus): string {
  const { sharedAccessKey = '', sharedAccessKeyName = '' } = parseServiceBusConnectionString(connectionString);
  const resource = encodeURIComponent(managementUrl);
  const expiry = Math.ceil(Date.now() / 1000) + aDaySeconds;
  const signature = createHmac('sha256', sharedAccessKey).update(`${resource}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${sharedAccessKeyName}`;
}

type Entity = { kind: 'Topic' | 'Subscription'; settings: string; authorization: string };

/** The official client manages over HTTPS only, for which it would have to be told the broker's own certificate. */
async function putEntity(url: string, { kind, settings, authorization }: Entity): Promise<void> {
  const schema = 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect';
  const description = `<${kind}Description xmlns="${schema}">${settings}</${kind}Description>`;
  const response = await fetch(`${url}?api-version=2021-05`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/atom+xml;type=entry;charset=utf-8' },
    body: `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml">${description}</content></entry>`,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The broker did not create ${url}: ${response.status} ${text}`);
}
