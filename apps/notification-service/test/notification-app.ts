import { guardRoutes } from '@causeway/auth/nest';
import { type CloudEvent, type User } from '@causeway/data-model';
import { type BlobEngine, testDatabase } from '@causeway/engines';
import type { Publisher } from '@causeway/messaging/outbox';
import { EventHandlers, ServiceBus } from '@causeway/messaging/service-bus';
import { readEnv } from '@causeway/runtime/env';
import { openHttp } from '@causeway/runtime/http';
import { startTelemetry } from '@causeway/runtime/telemetry';
import type { Emulator } from '@causeway/service-bus-emulator';
import { openSql } from '@causeway/stores/sql';
import request from 'supertest';
import { v7 as uuid } from 'uuid';
import type { Tables } from '../src/adapters/sql-notifications.js';
import { AppModule, listening, settings, startRelay } from '../src/app.module.js';
import { accountErased } from './account-events.js';
import { startIdentity } from './identity-stand-in.js';
import { MailServer } from './mail-server.js';
import { startSources } from './sources-stand-in.js';

/**
 * notification-service with a mail server and an identity-service of its own.
 *
 * @param broker delivers and takes events; without one they are handed over by `deliver`, and `published` keeps them
 */
export async function startNotifications(blob: BlobEngine, broker?: Emulator) {
  startTelemetry({ service: 'notification-service', cloud: 'azure' });
  const database = await testDatabase();
  const [identity, mail, sources] = await Promise.all([startIdentity(), new MailServer().start(), startSources()]);
  const config = readEnv(settings, {
    PORT: '0',
    PUBLIC_URL: identity.issuer.issuer,
    IDENTITY_URL: identity.url,
    ORDER_URL: sources.url,
    PAYMENT_URL: sources.url,
    SERVICE_API_KEY: identity.issuer.apiKey('notification-service'),
    SQL_URL: database.url,
    SERVICE_BUS_CONNECTION_STRING: broker?.connectionString ?? 'replaced below',
    AZURE_STORAGE_CONNECTION_STRING: blob.connectionString,
    SMTP_URL: mail.url,
    CURSOR_SECRET: 'a secret of this test',
  });
  const published: CloudEvent[] = [];
  const handlers = new EventHandlers();
  const open = async () => {
    const module = AppModule.with(config);
    const bus: Publisher = { publish: async (_, events) => void published.push(...events.map(({ event }) => event)) };
    if (broker === undefined) module.providers?.push({ provide: ServiceBus, useValue: bus });
    const opened = await openHttp({ module, service: 'notification-service' });
    guardRoutes(opened);
    startRelay(opened);
    for (const side of broker === undefined ? [{ strategy: handlers }] : listening(opened))
      opened.connectMicroservice(side, { inheritAppConfig: true });
    await opened.startAllMicroservices();
    await opened.listen(0, '127.0.0.1');
    return opened;
  };
  let app = await open();
  const store = openSql<Tables>(config.SQL_URL);

  return {
    identity,
    mail,
    /** What went out to Service Bus. */
    published,
    /** The service's database, seen from outside. */
    db: store.db,
    /** A person with an account. */
    customer: (name = 'Ann', email = `${uuid()}@shop.example`): User => {
      const user: User = { id: uuid(), email, name, roles: ['customer'], createdAt: '2026-11-21T08:00:00.000Z' };
      identity.users.set(user.id, user);
      return user;
    },
    sources,
    /** What was noted in the audit trail. */
    audited: identity.issuer.audited,
    /** Hands over an event of a service that has written down what it tells of, as Service Bus would. */
    deliver: (event: CloudEvent) => {
      if ('order' in event.data) sources.hold(event.data.order);
      if ('payment' in event.data) sources.hold(event.data.payment);
      return handlers.receive(structuredClone(event), 'orders/notification-service');
    },
    /** Hands over what somebody may have sent who is not who the event says. */
    deliverForged: (event: object) => handlers.receive(structuredClone(event), 'orders/notification-service'),
    /** identity-service tells that it has erased an account, whether it has or not. */
    accountErased: (userId: string) => handlers.receive(accountErased(userId), 'accounts/notification-service'),
    list: (userId: string, query = '') =>
      request(app.getHttpServer())
        .get(`/v1/notifications${query}`)
        .set('authorization', `Bearer ${identity.issuer.userToken({ userId })}`),
    /** Lets the process end as SIGTERM does, and starts another over the same database. */
    restart: async () => {
      await app.close();
      app = await open();
    },
    /** Asks as another service does. */
    get: (path: string, token = identity.issuer.serviceToken('identity-service', 'notification-service')) =>
      request(app.getHttpServer()).get(path).set('authorization', `Bearer ${token}`),
    http: () => request(app.getHttpServer()),
    stop: async () => {
      await app.close();
      await store.close();
      await Promise.all([identity.stop(), mail.stop(), sources.stop()]);
      await database.release();
    },
  };
}

export type NotificationApp = Awaited<ReturnType<typeof startNotifications>>;
