import { randomUUID } from 'node:crypto';
import { ServiceBusClient, type ServiceBusMessage, type ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  anEvent,
  type CloudEvent,
  type EventData,
  type EventOrigin,
  type EventType,
  eventTypes,
  topicOf,
} from '@causeway/data-model';
import { serviceBusConnectionString } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import type { Shop } from './shop.js';

/** An event that says of itself what its data say, and comes from where such events come from. */
export function eventAbout<T extends EventType>(type: T, data: EventData<T>): CloudEvent<T> {
  const [[aggregate, state] = ['order', {}]] = Object.entries(data);
  const { id, orderId, version = 2 } = about.parse(state);
  return anEvent(type, data, {
    // The one member of an event's data is named after what it is about.
    aggregate: aggregate as EventOrigin['aggregate'],
    subject: id ?? orderId ?? '',
    version,
    source: eventTypes[type].source,
    time: new Date().toISOString(),
    traceparent: `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-00`,
  });
}

const about = z.looseObject({
  id: z.string().optional(),
  orderId: z.string().optional(),
  version: z.int().optional(),
});

/** The broker, as anybody with its connection string can use it. */
class Bus {
  readonly #client: ServiceBusClient;

  constructor(port: number) {
    this.#client = new ServiceBusClient(serviceBusConnectionString(port));
  }

  /** @returns the message's id */
  async send(topic: string, message: ServiceBusMessage): Promise<string> {
    const messageId = message.messageId ?? randomUUID();
    const sender = this.#client.createSender(topic);
    await sender.sendMessages({ ...message, messageId });
    await sender.close();
    return String(messageId);
  }

  /** Tells one consumer alone of an event. @returns the reason for which it is a dead letter */
  async tell<T extends EventType>(consumer: string, type: T, data: EventData<T>): Promise<string | undefined> {
    const event = eventAbout(type, data);
    const topic = topicOf(type);
    const id = await this.send(topic, { body: event, to: consumer, applicationProperties: { type } });
    return this.reasonOf(id, topic, consumer);
  }

  /** Waits for the message among the dead letters of a subscription. */
  reasonOf(messageId: string, topic: string, subscription: string): Promise<string | undefined> {
    return eventually(async () => {
      const letters = await this.#lettersOf(topic, subscription);
      const letter = letters.find((one) => one.messageId === messageId);
      if (letter === undefined) throw new Error(`${messageId} is no dead letter of ${topic}/${subscription}.`);
      return letter.deadLetterReason;
    }, 10_000);
  }

  async #lettersOf(topic: string, subscription: string): Promise<ServiceBusReceivedMessage[]> {
    // A receiver that has peeked goes on after what it saw, so each look has its own.
    const receiver = this.#client.createReceiver(topic, subscription, { subQueueType: 'deadLetter' });
    try {
      return await receiver.peekMessages(250);
    } finally {
      await receiver.close();
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

export async function withBus(shop: Shop, work: (bus: Bus) => Promise<void>): Promise<void> {
  const bus = new Bus(shop.system.ports.serviceBus);
  try {
    await work(bus);
  } finally {
    await bus.close();
  }
}
