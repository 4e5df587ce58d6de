import { randomBytes } from 'node:crypto';
import { guardRoutes } from '@causeway/auth/nest';
import { type CloudEvent, unavailable } from '@causeway/data-model';
import { type Engine, startDynamo } from '@causeway/engines';
import type { Publisher } from '@causeway/messaging/outbox';
import { ServiceBus } from '@causeway/messaging/service-bus';
import { readEnv } from '@causeway/runtime/env';
import { openHttp } from '@causeway/runtime/http';
import { startTelemetry } from '@causeway/runtime/telemetry';
import request from 'supertest';
import { guardByApiKey } from '../src/api/api-key-guard.js';
import { AppModule, keepKeysFresh, settings, startRelay } from '../src/app.module.js';

export const orderServiceKey = `cwk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;

/**
 * identity-service on a free port over a DynamoDB engine of its own; several may share an engine.
 *
 * @param broker refuses every event when it is `away`
 */
export async function startIdentity(
  dynamo?: Engine,
  broker: 'there' | 'away' = 'there',
  serviceKeys: Record<string, string> = { 'order-service': orderServiceKey },
  /** Where the services are that keep something about people, each under its name. */
  keepersUrl = 'http://127.0.0.1:9',
) {
  startTelemetry({ service: 'identity-service', cloud: 'aws' });
  const engine = dynamo ?? (await startDynamo());
  const config = readEnv(settings, {
    PORT: '0',
    PUBLIC_URL: 'https://shop.example',
    DYNAMODB_ENDPOINT: engine.endpoint,
    DYNAMODB_TABLE: 'causeway-identity',
    DYNAMODB_CREATE_TABLE: 'true',
    SERVICE_BUS_CONNECTION_STRING: 'replaced below',
    SERVICE_API_KEYS: JSON.stringify(serviceKeys),
    CURSOR_SECRET: 'a secret of this test alone and long enough',
    TRUSTED_PROXIES: '127.0.0.1',
    DEMO_USERS: 'true',
    ORDER_URL: `${keepersUrl}/order-service`,
    PAYMENT_URL: `${keepersUrl}/payment-service`,
    NOTIFICATION_URL: `${keepersUrl}/notification-service`,
    ANALYTICS_URL: `${keepersUrl}/analytics-service`,
    ARGON2_MEMORY_KIB: '64',
    ARGON2_PASSES: '1',
  });
  const published: CloudEvent[] = [];
  const bus: Publisher = {
    async publish(_, events) {
      if (broker === 'away') throw unavailable('The broker is away.');
      published.push(...events.map(({ event }) => event));
    },
  };
  const module = AppModule.with(config);
  module.providers?.push({ provide: ServiceBus, useValue: bus });
  const app = await openHttp({
    module,
    service: 'identity-service',
    trustedProxies: config.TRUSTED_PROXIES,
  });
  keepKeysFresh(app);
  guardRoutes(app);
  guardByApiKey(app);
  startRelay(app);
  await app.listen(0, '127.0.0.1');
  return {
    engine,
    /** What went out to Service Bus. */
    published,
    url: await app.getUrl(),
    http: () => request(app.getHttpServer()),
    stop: async () => {
      await app.close();
      if (dynamo === undefined) await engine.stop();
    },
  };
}

export type Identity = Awaited<ReturnType<typeof startIdentity>>;
