import { unavailable } from '@causeway/data-model';
import { readEnv } from '@causeway/runtime/env';
import { log } from '@causeway/runtime/telemetry';
import { ServiceBus, serviceBusEnv } from '../service-bus/bus.js';
import { type EventSide, handleMessage } from '../service-bus/handle-message.js';
import type { Subscription } from '../topology.js';
import { managementReceiver, settlementOf } from './management-link.js';
import { messageOfTrigger } from './message.js';

export type TriggeredSide = EventSide & { bus: ServiceBus };

export type Triggered = { body: unknown; triggerMetadata: unknown; subscription: Subscription };

/**
 * Handles the message that a trigger was called with. While the application cannot be opened, messages are put off, as
 * always when something is away: none is counted as poison for that.
 *
 * @throws Error for what is no message of Service Bus
 */
export async function handleTriggered(
  { body, triggerMetadata, subscription }: Triggered,
  open: () => Promise<TriggeredSide>,
): Promise<void> {
  const message = messageOfTrigger(body, triggerMetadata, new Date());
  const side = await open().catch(sideWithoutApplication);
  const receiver = managementReceiver(side.bus, subscription);
  await handleMessage(side, { message, subscription, lock: receiver, settlement: settlementOf(receiver, message) });
}

let ownBus: ServiceBus | undefined;

function sideWithoutApplication(error: unknown): TriggeredSide {
  log.warn({ err: error }, 'there is no application to handle events; they are put off');
  return {
    deliver: async () => {
      throw unavailable('The application is not open.', error);
    },
    bus: busOfEnvironment(),
    audit: { note: () => undefined },
  };
}

function busOfEnvironment(): ServiceBus {
  const settings = () => readEnv(serviceBusEnv);
  ownBus ??= new ServiceBus(settings().SERVICE_BUS_CONNECTION_STRING, settings().REDELIVERY_MAX_DELAY_MS);
  return ownBus;
}
