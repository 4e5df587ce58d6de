import { startDynamo } from '@causeway/engines';
import { emulatorConfig } from '@causeway/messaging/topology';
import { startEmulator } from '@causeway/service-bus-emulator';
import { startTokenIssuer } from '../token-issuer.js';

/** What a service that keeps a table finds around it, whichever door it is opened by; nothing else answers for other services. */
export async function startSurroundings(service: string) {
  const [dynamo, broker, issuer] = await Promise.all([
    startDynamo(),
    startEmulator({ config: emulatorConfig(), memory: true }),
    startTokenIssuer(),
  ]);
  return {
    env: {
      PORT: '0',
      PUBLIC_URL: issuer.issuer,
      IDENTITY_URL: issuer.url,
      SERVICE_API_KEY: issuer.apiKey(service),
      ORDER_URL: issuer.url,
      PRODUCT_URL: issuer.url,
      PAYMENT_URL: issuer.url,
      DYNAMODB_ENDPOINT: dynamo.endpoint,
      DYNAMODB_TABLE: `${service}-doors`,
      DYNAMODB_CREATE_TABLE: 'true',
      SERVICE_BUS_CONNECTION_STRING: broker.connectionString,
      CURSOR_SECRET: 'a secret of sixteen',
    },
    stop: () => Promise.all([dynamo.stop(), broker.stop(), issuer.stop()]),
  };
}
