import { type AuditTrail, authEnv, httpErasures, type ServiceTokens } from '@causeway/auth';
import { AUDIT_TRAIL, AuthModule, SERVICE_TOKENS } from '@causeway/auth/nest';
import { type Publisher, type Relay, sqlOutboxEnv, sqlRelay, sweepOutbox } from '@causeway/messaging/outbox';
import { EventHandlers, ServiceBus, serviceBusEnv, serviceBusOptions } from '@causeway/messaging/service-bus';
import { cursorEnv, cursors } from '@causeway/runtime/cursors';
import { doorEnv, readEnv } from '@causeway/runtime/env';
import type { Round } from '@causeway/runtime/rounds';
import { log } from '@causeway/runtime/telemetry';
import { Archiver } from '@causeway/stores/archive';
import { type Blobs, blobEnv } from '@causeway/stores/blob';
import { type SqlStore, sqlEnv } from '@causeway/stores/sql';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import * as z from 'zod';
import { httpOrders, ordersEnv } from './adapters/http-orders.js';
import type { PaymentTables } from './adapters/payment-tables.js';
import { measureReviews } from './adapters/review-gauge.js';
import { SqlPayers } from './adapters/sql-payers.js';
import { SqlPayments } from './adapters/sql-payments.js';
import { SqlRefundKeys } from './adapters/sql-refund-keys.js';
import { providerEnv, stripeClient } from './adapters/stripe-client.js';
import { StripeGateway } from './adapters/stripe-gateway.js';
import { stripeWebhooks, webhookEnv } from './adapters/stripe-webhooks.js';
import { systemClock, uuids } from './adapters/system-surroundings.js';
import { tracedWork } from './adapters/traced-work.js';
import { AccountEvents } from './api/account-events.js';
import { ChangesController } from './api/changes.controller.js';
import { OrderEvents } from './api/order-events.js';
import { PaymentsController } from './api/payments.controller.js';
import { PeopleController } from './api/people.controller.js';
import { ORDERS, STORE, WEBHOOK_SEAL } from './api/tokens.js';
import { WebhooksController } from './api/webhooks.controller.js';
import { AFTER_RESTORE, ARCHIVER, archiveProviders, BLOBS, openWholeStore } from './archive.module.js';
import { CancelPayment } from './core/cancel-payment.js';
import { ChargeOrder } from './core/charge-order.js';
import { ChaseUnknown } from './core/chase-unknown.js';
import { DrivePayment } from './core/drive-payment.js';
import { FindPayment } from './core/find-payment.js';
import { ForgetPayer } from './core/forget-payer.js';
import { ListChanges } from './core/list-changes.js';
import { ListPersonalData } from './core/list-personal-data.js';
import type { KnownOrders } from './core/ports.js';
import { RefundPayment } from './core/refund-payment.js';
import { ResolveReview } from './core/resolve-review.js';
import { SettleWebhook } from './core/settle-webhook.js';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** Everything payment-service can be told by its environment. */
export const settings = doorEnv.extend({
  ...authEnv.shape,
  ...sqlEnv.shape,
  ...serviceBusEnv.shape,
  ...sqlOutboxEnv.shape,
  ...blobEnv.shape,
  ...providerEnv.shape,
  ...webhookEnv.shape,
  ...cursorEnv.shape,
  ...ordersEnv.shape,
  UNKNOWN_REVIEW_AFTER_MS: milliseconds(15 * 60_000).meta({
    description: 'From the first doubt about a charge until a person has to decide, in milliseconds.',
  }),
  ACTION_EXPIRES_AFTER_MS: milliseconds(15 * 60_000).meta({
    description: 'How long a customer has for 3-D Secure, in milliseconds.',
  }),
  ACTION_GRACE_MS: milliseconds(60_000).meta({
    description: "How long after that the order's own cancellation is waited for, in milliseconds.",
  }),
  CHASE_MS: milliseconds(1000).meta({
    description: 'Milliseconds between two looks for payments that are in doubt or due.',
  }),
  REFUND_LEASE_MS: milliseconds(30_000).meta({
    description:
      'How long a request for a refund has before a repeat of it with its key may take over, in milliseconds.',
  }),
  LEDGER_BACKUP_MS: milliseconds(1000).meta({
    description: 'Milliseconds between two looks for changes of payments and ledger that are to be archived.',
  }),
});
export type Settings = z.infer<typeof settings>;

const RELAY = Symbol('relay');
const PUBLISHER = Symbol('publisher');

@Module({})
export class AppModule implements OnApplicationShutdown {
  readonly #store: SqlStore<PaymentTables>;
  readonly #relay: Relay;

  constructor(@Inject(STORE) store: SqlStore<PaymentTables>, @Inject(RELAY) relay: Relay) {
    this.#store = store;
    this.#relay = relay;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#relay.stop();
    await this.#store.close();
  }

  /** @param publisher takes the events instead of Service Bus */
  static with(config: Settings, publisher?: Publisher): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.with({
          identityUrl: config.IDENTITY_URL,
          issuer: config.PUBLIC_URL,
          audience: 'payment-service',
          apiKey: config.SERVICE_API_KEY,
        }),
      ],
      controllers: [
        PaymentsController,
        WebhooksController,
        ChangesController,
        PeopleController,
        OrderEvents,
        AccountEvents,
      ],
      providers: [...adapters(config, publisher), ...useCases(config), ...archiveProviders(config)],
    };
  }
}

const adapters = (config: Settings, publisher: Publisher | undefined) => [
  EventHandlers,
  {
    provide: ServiceBus,
    useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING, config.REDELIVERY_MAX_DELAY_MS),
  },
  { provide: PUBLISHER, inject: [ServiceBus], useFactory: (bus: ServiceBus) => publisher ?? bus },
  { provide: STORE, useFactory: () => openWholeStore(config.SQL_URL) },
  {
    provide: RELAY,
    inject: [STORE, PUBLISHER],
    useFactory: (store: SqlStore<PaymentTables>, to: Publisher) =>
      sqlRelay({ store, publisher: to }, { leaseMs: config.OUTBOX_LEASE_MS }),
  },
  {
    provide: SqlPayments,
    inject: [STORE, RELAY],
    useFactory: (store: SqlStore<PaymentTables>, relay: Relay) =>
      new SqlPayments(store, relay, cursors(config.CURSOR_SECRET), uuids),
  },
  {
    provide: SqlPayers,
    inject: [STORE, BLOBS],
    useFactory: (store: SqlStore<PaymentTables>, blobs: Blobs) =>
      new SqlPayers(store, blobs, cursors(config.CURSOR_SECRET)),
  },
  {
    provide: StripeGateway,
    useFactory: () =>
      new StripeGateway(stripeClient(config), {
        timeoutMs: config.PROVIDER_TIMEOUT_MS,
        returnUrl: `${config.PUBLIC_URL}/orders`,
      }),
  },
  {
    provide: WEBHOOK_SEAL,
    useFactory: () => stripeWebhooks(config.PAYMENT_WEBHOOK_SECRET, config.PAYMENT_PROVIDER_KEY),
  },
];

const useCases = (config: Settings) => [
  {
    provide: DrivePayment,
    inject: [SqlPayments, StripeGateway],
    useFactory: (payments: SqlPayments, gateway: StripeGateway) =>
      new DrivePayment({
        payments,
        gateway,
        clock: systemClock,
        ids: uuids,
        patience: {
          unknownReviewAfterMs: config.UNKNOWN_REVIEW_AFTER_MS,
          actionExpiresAfterMs: config.ACTION_EXPIRES_AFTER_MS,
          actionGraceMs: config.ACTION_GRACE_MS,
        },
      }),
  },
  {
    provide: ORDERS,
    inject: [SERVICE_TOKENS],
    useFactory: (tokens: ServiceTokens) => httpOrders(config.ORDER_URL, tokens),
  },
  {
    provide: ChargeOrder,
    inject: [SqlPayments, DrivePayment, ORDERS],
    useFactory: (payments: SqlPayments, drive: DrivePayment, orders: KnownOrders) =>
      new ChargeOrder({ payments, orders, drive, clock: systemClock, ids: uuids }),
  },
  {
    provide: CancelPayment,
    inject: [SqlPayments, DrivePayment, ORDERS],
    useFactory: (payments: SqlPayments, drive: DrivePayment, orders: KnownOrders) =>
      new CancelPayment({ payments, orders, drive, clock: systemClock, ids: uuids }),
  },
  {
    provide: RefundPayment,
    inject: [SqlPayments, DrivePayment, STORE],
    useFactory: (payments: SqlPayments, drive: DrivePayment, store: SqlStore<PaymentTables>) =>
      new RefundPayment(
        { payments, keys: new SqlRefundKeys(store), drive, clock: systemClock, ids: uuids },
        config.REFUND_LEASE_MS,
      ),
  },
  {
    provide: SettleWebhook,
    inject: [SqlPayments, DrivePayment],
    useFactory: (payments: SqlPayments, drive: DrivePayment) => new SettleWebhook(payments, drive, tracedWork),
  },
  {
    provide: ResolveReview,
    inject: [SqlPayments, DrivePayment],
    useFactory: (payments: SqlPayments, drive: DrivePayment) => new ResolveReview(payments, drive, systemClock),
  },
  {
    provide: ChaseUnknown,
    inject: [SqlPayments, DrivePayment],
    useFactory: (payments: SqlPayments, drive: DrivePayment) =>
      new ChaseUnknown(payments, drive, systemClock, tracedWork, (paymentId, error) =>
        log.error({ err: error, paymentId }, 'a payment could not be worked on and is tried again'),
      ),
  },
  { provide: FindPayment, inject: [SqlPayments], useFactory: (payments: SqlPayments) => new FindPayment(payments) },
  {
    provide: ForgetPayer,
    inject: [SqlPayers, SERVICE_TOKENS],
    useFactory: (payers: SqlPayers, tokens: ServiceTokens) =>
      new ForgetPayer(httpErasures(config.IDENTITY_URL, tokens), payers),
  },
  {
    provide: ListPersonalData,
    inject: [SqlPayers],
    useFactory: (payers: SqlPayers) => new ListPersonalData(payers),
  },
  { provide: ListChanges, inject: [SqlPayments], useFactory: (payments: SqlPayments) => new ListChanges(payments) },
];

const roundSettings = settings.pick({ CHASE_MS: true, LEDGER_BACKUP_MS: true });

/** What is done again and again without anybody asking. */
export const rounds = (config: z.infer<typeof roundSettings>): readonly Round[] => [
  {
    name: 'chase-due-payments',
    everyMs: config.CHASE_MS,
    failed: 'chasing due payments failed and is tried again',
    work: async (app) => {
      // First of all, what was lost: the chase works on what is known.
      await app.get<() => Promise<void>>(AFTER_RESTORE)();
      await app.get(ChaseUnknown).chase();
    },
  },
  {
    name: 'back-up-ledger',
    everyMs: config.LEDGER_BACKUP_MS,
    failed: 'backing up the ledger failed and is tried again',
    work: (app) => app.get<Archiver<PaymentTables>>(ARCHIVER).ship(),
  },
  {
    name: 'count-manual-reviews',
    everyMs: 5000,
    failed: 'counting manual reviews failed and is tried again',
    work: (app) => measureReviews(app.get<SqlStore<PaymentTables>>(STORE)),
  },
];

/** The same where no process stays alive to sweep the outbox. */
export const cloudRounds = (config = readEnv(roundSettings)): readonly Round[] => [
  ...rounds(config),
  sweepOutbox((app) => app.get<Relay>(RELAY)),
];

/** Publishes what a crash left in the outbox, as long as the process lives. */
export const startRelay = (app: NestFastifyApplication): void => app.get<Relay>(RELAY).start();

/** Leaves publishing to the round that sweeps the outbox. */
export const leaveToSweep = (app: NestFastifyApplication): void => app.get<Relay>(RELAY).leaveToOthers();

/** The handlers, for a trigger that brings events to them. */
export const handlers = (app: NestFastifyApplication) => [{ strategy: app.get(EventHandlers) }];

/** Listens to orders and erasures over the process's one connection. */
export const listening = (app: NestFastifyApplication) => [serviceBusOptions(eventSide(app))];

/** What a trigger needs to handle a message. */
export const eventSide = (app: NestFastifyApplication) => {
  const events = app.get(EventHandlers);
  const deliver = events.deliver.bind(events);
  return { service: 'payment-service', deliver, bus: app.get(ServiceBus), audit: app.get<AuditTrail>(AUDIT_TRAIL) };
};

/** What must not be under way when the process is frozen. */
export const settled = (app: NestFastifyApplication) => app.get<AuditTrail>(AUDIT_TRAIL).settled();

/** What must answer before this service can do its work. */
export const readiness = (app: NestFastifyApplication) => {
  const store = app.get<SqlStore<PaymentTables>>(STORE);
  return { sql: () => store.ping() };
};
