import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { CloudEvent } from '@causeway/data-model';
import { openHttp } from '@causeway/runtime/http';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type EventContext, type RefusalNote, ServiceBus, ServiceBusStrategy } from '../src/service-bus.js';
import { emulatorConfig } from '../src/topology.js';

export type Delivery = { event: CloudEvent; redelivery: number };

/** A service whose handler does as the test says, and remembers what it was given. */
export type Service = {
  readonly deliveries: Delivery[];
  /** What it told the audit trail. */
  readonly noted: RefusalNote[];
  readonly app: NestFastifyApplication;
  readonly strategy: ServiceBusStrategy;
  readonly bus: ServiceBus;
  handle: (event: CloudEvent) => unknown;
  stop(): Promise<void>;
};

export const startBroker = (port = 0): Promise<Emulator> =>
  startEmulator({ config: emulatorConfig(), port, memory: true });

/** Starts a service under one of the topology's names, as a Nest application with an event side. */
export async function startService(name: string, connectionString: string, concurrency = 16): Promise<Service> {
  const deliveries: Delivery[] = [];
  const noted: RefusalNote[] = [];
  let handle: Service['handle'] = () => undefined;

  @Controller()
  class Events {
    @EventPattern<string>('shop.notification.sent.v1')
    async receive(@Payload() event: CloudEvent, @Ctx() context: EventContext): Promise<void> {
      deliveries.push({ event, redelivery: context.redelivery });
      await handle(event);
    }
  }

  @Module({ controllers: [Events] })
  class EventSide {}

  const bus = new ServiceBus(connectionString);
  const strategy = new ServiceBusStrategy({
    service: name,
    bus,
    audit: { note: (note) => void noted.push(note) },
    concurrency,
  });
  const app = await openHttp({ module: EventSide, service: name });
  app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  return {
    deliveries,
    noted,
    app,
    strategy,
    bus,
    set handle(next) {
      handle = next;
    },
    get handle() {
      return handle;
    },
    stop: async () => {
      await app.close();
      await bus.close();
    },
  };
}

/** Takes everything out of a subscription's dead letters. */
export async function deadLetters(
  bus: ServiceBus,
  topic: string,
  subscription: string,
): Promise<ServiceBusReceivedMessage[]> {
  const receiver = bus.client.createReceiver(topic, subscription, {
    subQueueType: 'deadLetter',
    receiveMode: 'receiveAndDelete',
  });
  const found = await receiver.receiveMessages(20, { maxWaitTimeInMs: 300 });
  await receiver.close();
  return found;
}
