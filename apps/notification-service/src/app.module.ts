import { type AuditTrail, authEnv, httpErasures, type ServiceTokens } from '@causeway/auth';
import { AUDIT_TRAIL, AuthModule, SERVICE_TOKENS } from '@causeway/auth/nest';
import { Relay, sqlOutboxEnv, sqlRelay, sweepOutbox } from '@causeway/messaging/outbox';
import { EventHandlers, ServiceBus, serviceBusEnv, serviceBusOptions } from '@causeway/messaging/service-bus';
import { cursorEnv, cursors } from '@causeway/runtime/cursors';
import { doorEnv } from '@causeway/runtime/env';
import type { Round } from '@causeway/runtime/rounds';
import { type Blobs, blobEnv, openBlob } from '@causeway/stores/blob';
import { migrate, openSql, type SqlStore, sqlEnv } from '@causeway/stores/sql';
import { type DynamicModule, type INestApplication, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { v7 } from 'uuid';
import * as z from 'zod';
import { blobReceipts } from './adapters/blob-receipts.js';
import { httpCustomers } from './adapters/http-customers.js';
import { httpOrders, httpPayments, sourcesEnv } from './adapters/http-sources.js';
import { logTexts } from './adapters/log-texts.js';
import { notificationMigrations } from './adapters/notification-tables.js';
import { smtpEnv, smtpMail } from './adapters/smtp-mail.js';
import { SqlNotifications, type Tables } from './adapters/sql-notifications.js';
import { SqlRecipients } from './adapters/sql-recipients.js';
import { AccountEventsController } from './api/account-events.controller.js';
import { EventsController } from './api/events.controller.js';
import { NotificationsController } from './api/notifications.controller.js';
import { PeopleController } from './api/people.controller.js';
import { CURSORS } from './api/tokens.js';
import { AlertOnCall } from './core/alert-on-call.js';
import { ForgetRecipient } from './core/forget-recipient.js';
import { ListNotifications } from './core/list-notifications.js';
import { NotifyCustomer } from './core/notify-customer.js';

/** Everything notification-service can be told by its environment. */
export const settings = doorEnv.extend({
  ...authEnv.shape,
  ...sqlEnv.shape,
  ...serviceBusEnv.shape,
  ...sqlOutboxEnv.shape,
  ...blobEnv.shape,
  ...smtpEnv.shape,
  ...sourcesEnv.shape,
  ...cursorEnv.shape,
  ON_CALL_PHONE: z
    .string()
    .default('+353000000000')
    .meta({ description: 'Who is texted when a payment needs a human decision.' }),
});
export type Settings = z.infer<typeof settings>;

const STORE = Symbol('the SQL store');
const MAIL = Symbol('mail');
const BLOBS = Symbol('blobs');
const clock = { now: () => new Date() };
type Mailer = ReturnType<typeof smtpMail>;

@Module({})
export class AppModule implements OnApplicationShutdown {
  readonly #relay: Relay;
  readonly #store: SqlStore<Tables>;
  readonly #mail: Mailer;

  constructor(relay: Relay, @Inject(STORE) store: SqlStore<Tables>, @Inject(MAIL) mail: Mailer) {
    this.#relay = relay;
    this.#store = store;
    this.#mail = mail;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#relay.stop();
    this.#mail.close();
    await this.#store.close();
  }

  static with(config: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.with({
          identityUrl: config.IDENTITY_URL,
          issuer: config.PUBLIC_URL,
          audience: 'notification-service',
          apiKey: config.SERVICE_API_KEY,
        }),
      ],
      controllers: [NotificationsController, EventsController, AccountEventsController, PeopleController],
      providers: [
        EventHandlers,
        { provide: STORE, useFactory: () => openStore(config.SQL_URL) },
        {
          provide: ServiceBus,
          useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING, config.REDELIVERY_MAX_DELAY_MS),
        },
        { provide: MAIL, useFactory: () => smtpMail(config.SMTP_URL, config.MAIL_FROM) },
        { provide: BLOBS, useFactory: () => openBlob(config.AZURE_STORAGE_CONNECTION_STRING) },
        { provide: CURSORS, useFactory: () => cursors(config.CURSOR_SECRET) },
        {
          provide: Relay,
          inject: [STORE, ServiceBus],
          useFactory: (store: SqlStore<Tables>, publisher: ServiceBus) =>
            sqlRelay({ store, publisher }, { leaseMs: config.OUTBOX_LEASE_MS }),
        },
        {
          provide: SqlNotifications,
          inject: [STORE, Relay],
          useFactory: (store: SqlStore<Tables>, relay: Relay) => new SqlNotifications(store, relay),
        },
        {
          provide: NotifyCustomer,
          inject: [SqlNotifications, SERVICE_TOKENS, MAIL, BLOBS],
          useFactory: (notifications: SqlNotifications, tokens: ServiceTokens, mail: Mailer, blobs: Blobs) =>
            new NotifyCustomer({
              notifications,
              orders: httpOrders(config.ORDER_URL, tokens),
              customers: httpCustomers(config.IDENTITY_URL, tokens),
              mail,
              receipts: blobReceipts(blobs),
              clock,
              ids: { next: () => v7() },
            }),
        },
        {
          provide: ForgetRecipient,
          inject: [STORE, SERVICE_TOKENS, BLOBS],
          useFactory: (store: SqlStore<Tables>, tokens: ServiceTokens, blobs: Blobs) =>
            new ForgetRecipient({
              accounts: httpErasures(config.IDENTITY_URL, tokens),
              recipients: new SqlRecipients(store),
              receipts: blobReceipts(blobs),
              clock,
            }),
        },
        {
          provide: AlertOnCall,
          inject: [SERVICE_TOKENS],
          useFactory: (tokens: ServiceTokens) =>
            new AlertOnCall(httpPayments(config.PAYMENT_URL, tokens), logTexts, config.ON_CALL_PHONE),
        },
        {
          provide: ListNotifications,
          inject: [SqlNotifications],
          useFactory: (notifications: SqlNotifications) => new ListNotifications(notifications),
        },
      ],
    };
  }
}

/** The handlers, for a trigger that brings events to them. */
export const handlers = (app: INestApplication) => [{ strategy: app.get(EventHandlers) }];

/** Listens to what customers and the person on call should hear of, and to erasures, over the process's one connection. */
export const listening = (app: INestApplication) => [serviceBusOptions(eventSide(app))];

/** What a trigger needs to handle a message. */
export const eventSide = (app: INestApplication) => {
  const events = app.get(EventHandlers);
  const deliver = events.deliver.bind(events);
  const audit: AuditTrail = app.get(AUDIT_TRAIL);
  return { service: 'notification-service', deliver, bus: app.get(ServiceBus), audit };
};

/** What is done again and again where no process stays alive to sweep the outbox. */
export const cloudRounds: readonly Round[] = [sweepOutbox((app) => app.get(Relay))];

/** Publishes what a crash left in the outbox. */
export const startRelay = (app: INestApplication): void => {
  app.get(Relay).start();
};

/** What must answer before traffic makes sense; while the mail server is away, letters wait as delayed events. */
export const readiness = (app: INestApplication) => ({ sql: () => app.get<SqlStore<Tables>>(STORE).ping() });

async function openStore(url: string): Promise<SqlStore<Tables>> {
  const store = openSql<Tables>(url);
  await migrate(store, notificationMigrations);
  return store;
}
