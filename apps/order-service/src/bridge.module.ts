import { authEnv, createAuditTrail, createServiceTokens } from '@causeway/auth';
import { ServiceBus, serviceBusEnv } from '@causeway/messaging/service-bus';
import { bridgeEvents, type TriggeredSide } from '@causeway/messaging/triggers';
import { doorEnv, settingsIn } from '@causeway/runtime/env';
import * as z from 'zod';

const name = 'order-service';

/** What the bridge to order-service can be told by its environment. */
export const settings = z.object({
  CAUSEWAY_MODE: doorEnv.shape.CAUSEWAY_MODE,
  ...authEnv.omit({ PUBLIC_URL: true }).shape,
  ...serviceBusEnv.shape,
  ORDER_URL: z.url().meta({ description: 'Where order-service is, to which the bridge brings its events.' }),
});

/** The way from Service Bus to this service: its events in requests, with tokens that the bridge gets by its own key. */
export async function openBridge(): Promise<TriggeredSide> {
  const config = await settingsIn(settings, process.env);
  const identityUrl = config.IDENTITY_URL;
  const serviceTokens = createServiceTokens({ identityUrl, apiKey: config.SERVICE_API_KEY });
  return bridgeEvents({
    name,
    url: config.ORDER_URL,
    authorization: () => serviceTokens.authorization(name),
    bus: new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING, config.REDELIVERY_MAX_DELAY_MS),
    audit: createAuditTrail({ identityUrl, serviceTokens, service: 'bridge' }),
  });
}
