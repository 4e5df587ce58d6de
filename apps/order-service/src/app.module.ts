import { type AuditTrail, authEnv, httpErasures, type ServiceTokens } from '@causeway/auth';
import { AUDIT_TRAIL, AuthModule, SERVICE_TOKENS } from '@causeway/auth/nest';
import { dynamoRelay, outboxIndex, outboxPut, Relay, relayHandler, sweepOutbox } from '@causeway/messaging/outbox';
import { EventHandlers, ServiceBus, serviceBusEnv, serviceBusOptions } from '@causeway/messaging/service-bus';
import { cursorEnv, cursors } from '@causeway/runtime/cursors';
import { doorEnv, envSwitch, readEnv } from '@causeway/runtime/env';
import type { Round } from '@causeway/runtime/rounds';
import { log } from '@causeway/runtime/telemetry';
import { DynamoTable, dynamoEnv, openTable, warm } from '@causeway/stores/dynamo';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuid } from 'uuid';
import * as z from 'zod';
import { DynamoCarts } from './adapters/dynamo-carts.js';
import { DynamoClaims } from './adapters/dynamo-claims.js';
import { DynamoOrderLists } from './adapters/dynamo-order-lists.js';
import { DynamoOrders } from './adapters/dynamo-orders.js';
import { DynamoOwnedOrders } from './adapters/dynamo-owned-orders.js';
import { DynamoTimelines } from './adapters/dynamo-timelines.js';
import { httpPayments, paymentsEnv } from './adapters/http-payments.js';
import { HttpProducts } from './adapters/http-products.js';
import { HttpReservations } from './adapters/http-reservations.js';
import { orderIndexes } from './adapters/order-items.js';
import { ProcessWakeups } from './adapters/process-wakeups.js';
import { AccountEvents } from './api/account-events.js';
import { BridgeController } from './api/bridge.controller.js';
import { CartController } from './api/cart.controller.js';
import { InternalController } from './api/internal.controller.js';
import { OrderStreamController } from './api/order-stream.controller.js';
import { OrdersController } from './api/orders.controller.js';
import { PaymentEvents } from './api/payment-events.js';
import { PeopleController } from './api/people.controller.js';
import { ProgressEvents } from './api/progress-events.js';
import { CURSORS, ERASED_PEOPLE, STREAM_SETTINGS } from './api/tokens.js';
import { ApplyPayment } from './core/apply-payment.js';
import { BackPressure } from './core/back-pressure.js';
import { CancelOrder } from './core/cancel-order.js';
import { ClaimKey } from './core/claim-key.js';
import { EndAbandonedPayments } from './core/end-abandoned-payments.js';
import { FenceOrder } from './core/fence-order.js';
import { ForgetPerson } from './core/forget-person.js';
import { FulfilOrder } from './core/fulfil-order.js';
import { KeepCart } from './core/keep-cart.js';
import { ListChanges } from './core/list-changes.js';
import { NoteProgress } from './core/note-progress.js';
import { PlaceOrder } from './core/place-order.js';
import type { Clock, ErasedPeople, Ids, KnownPayments } from './core/ports.js';
import { ReadOrders } from './core/read-orders.js';
import { ReadPersonalData } from './core/read-personal-data.js';
import { WatchOrder } from './core/watch-order.js';

const service = 'order-service';
const KNOWN_PAYMENTS = Symbol('known payments');

/** The environment of order-service. */
export const settings = doorEnv.extend({
  ...dynamoEnv.shape,
  ...authEnv.shape,
  ...serviceBusEnv.shape,
  PRODUCT_URL: z.url().meta({ description: 'Where product-service is, which holds the stock.' }),
  ...paymentsEnv.shape,
  ...cursorEnv.shape,
  SHOP_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
    .default('EUR')
    .meta({ description: 'The currency in which an empty cart is worth nothing.' }),
  SHIPPING_FLAT_FEE: z.coerce.number().int().min(0).max(1_000_000).default(0).meta({
    description: 'What every order costs on top of its lines, in minor units of its own currency.',
  }),
  TAX_RATE: z
    .string()
    .regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, 'must be a number from 0 to 1 with at most 4 decimals')
    .default('0.2')
    .transform((rate) => Math.round(Number(rate) * 10_000))
    .meta({ description: 'The tax contained in all prices: 0.2 is 20 %.' }),
  KEY_LEASE_MS: z.coerce.number().int().min(1).default(30_000).meta({
    description:
      'How long a request that places an order has before a repeat of it with its key may take over, in milliseconds.',
  }),
  OUTBOX_BACKLOG_LIMIT: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .meta({ description: 'Events in the outbox above which no orders are taken; again at half of them.' }),
  OUTBOX_LAG_LIMIT_MS: z.coerce.number().int().min(1000).default(60_000).meta({
    description:
      'Milliseconds the oldest event in the outbox may wait; beyond that no orders are taken, and again at half of them.',
  }),
  SWEEP_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(5000)
    .meta({ description: 'Milliseconds between two looks for payments that were abandoned.' }),
  SSE_BUFFERED: envSwitch(false).meta({
    description: 'Whether a gateway on the way holds answers back until they end, so that event streams must be short.',
  }),
});
export type Settings = z.infer<typeof settings>;

const clock: Clock = () => new Date();
const ids: Ids = uuid;

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows a module by its class
export class AppModule {
  /** Binds every port to its adapter. */
  static with(config: Settings): DynamicModule {
    const { IDENTITY_URL: identityUrl, PUBLIC_URL: issuer, SERVICE_API_KEY: apiKey } = config;
    return {
      module: AppModule,
      imports: [AuthModule.with({ identityUrl, issuer, audience: service, apiKey })],
      controllers: [
        OrdersController,
        OrderStreamController,
        CartController,
        InternalController,
        BridgeController,
        PeopleController,
        AccountEvents,
        PaymentEvents,
        ProgressEvents,
      ],
      providers: [...engines(config), ...adapters(config), ...useCases(config)],
    };
  }
}

const engines = (config: Settings): Provider[] => [
  { provide: DynamoTable, useFactory: () => openTable(config, [...orderIndexes, outboxIndex]) },
  {
    provide: ServiceBus,
    useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING, config.REDELIVERY_MAX_DELAY_MS),
  },
  EventHandlers,
  {
    provide: Relay,
    inject: [DynamoTable, ServiceBus],
    useFactory: (table: DynamoTable, publisher: ServiceBus) => dynamoRelay({ client: table.client, table, publisher }),
  },
];

const adapters = (config: Settings): Provider[] => [
  ProcessWakeups,
  { provide: CURSORS, useValue: cursors(config.CURSOR_SECRET) },
  { provide: STREAM_SETTINGS, useValue: { buffered: config.SSE_BUFFERED } },
  { provide: HttpProducts, useValue: new HttpProducts(config.PRODUCT_URL) },
  {
    provide: HttpReservations,
    inject: [SERVICE_TOKENS],
    useFactory: (tokens: ServiceTokens) => new HttpReservations(config.PRODUCT_URL, tokens),
  },
  {
    provide: KNOWN_PAYMENTS,
    inject: [SERVICE_TOKENS],
    useFactory: (tokens: ServiceTokens) => httpPayments(config.PAYMENT_URL, tokens),
  },
  {
    provide: ERASED_PEOPLE,
    inject: [SERVICE_TOKENS],
    useFactory: (tokens: ServiceTokens): ErasedPeople => httpErasures(config.IDENTITY_URL, tokens),
  },
  {
    provide: DynamoOrders,
    inject: [DynamoTable, Relay, ProcessWakeups],
    useFactory: (table: DynamoTable, relay: Relay, wakeups: ProcessWakeups) =>
      new DynamoOrders(
        table,
        { put: (event) => outboxPut(table, event), publish: (events) => void relay.publish(events) },
        (orderId) => wakeups.wake(orderId),
      ),
  },
  ...[DynamoOrderLists, DynamoOwnedOrders, DynamoTimelines, DynamoCarts].map((adapter) => ({
    provide: adapter,
    inject: [DynamoTable],
    useFactory: (table: DynamoTable) => new adapter(table),
  })),
];

const useCases = (config: Settings): Provider[] => [
  {
    provide: PlaceOrder,
    inject: [DynamoTable, DynamoOrders, HttpReservations, Relay],
    useFactory: (table: DynamoTable, orders: DynamoOrders, reservations: HttpReservations, outbox: Relay) => {
      const claimKey = new ClaimKey({ claims: new DynamoClaims(table, clock), clock, ids }, config.KEY_LEASE_MS);
      const limits = { lagMs: config.OUTBOX_LAG_LIMIT_MS, backlog: config.OUTBOX_BACKLOG_LIMIT };
      const pressure = new BackPressure({ lag: () => outbox.currentLag() }, limits);
      const prices = { shippingFlatFee: config.SHIPPING_FLAT_FEE, taxBasisPoints: config.TAX_RATE };
      return new PlaceOrder({ pressure, claimKey, reservations, orders, clock }, prices);
    },
  },
  {
    provide: ReadOrders,
    inject: [DynamoOrders, DynamoOrderLists, DynamoTimelines],
    useFactory: (orders: DynamoOrders, lists: DynamoOrderLists, timelines: DynamoTimelines) =>
      new ReadOrders({ orders, lists, timelines }),
  },
  {
    provide: WatchOrder,
    inject: [ReadOrders, DynamoTimelines, ProcessWakeups],
    useFactory: (read: ReadOrders, timelines: DynamoTimelines, wakeups: ProcessWakeups) =>
      new WatchOrder({ read, timelines, wakeups }),
  },
  {
    provide: ApplyPayment,
    inject: [DynamoOrders, KNOWN_PAYMENTS],
    useFactory: (orders: DynamoOrders, payments: KnownPayments) => new ApplyPayment({ orders, payments, clock }),
  },
  ...[CancelOrder, FulfilOrder, FenceOrder, NoteProgress].map((useCase) => ({
    provide: useCase,
    inject: [DynamoOrders],
    useFactory: (orders: DynamoOrders) => new useCase({ orders, clock }),
  })),
  {
    provide: KeepCart,
    inject: [DynamoCarts, HttpProducts],
    useFactory: (carts: DynamoCarts, products: HttpProducts) =>
      new KeepCart({ carts, products, clock }, config.SHOP_CURRENCY),
  },
  {
    provide: ForgetPerson,
    inject: [ERASED_PEOPLE, DynamoCarts, DynamoOrders, DynamoOwnedOrders, DynamoTimelines],
    useFactory: (
      people: ErasedPeople,
      carts: DynamoCarts,
      orders: DynamoOrders,
      owned: DynamoOwnedOrders,
      timelines: DynamoTimelines,
    ) => new ForgetPerson({ people, carts, orders, owned, timelines, clock }),
  },
  {
    provide: ReadPersonalData,
    inject: [DynamoCarts, DynamoOrderLists, DynamoTimelines],
    useFactory: (carts: DynamoCarts, lists: DynamoOrderLists, timelines: DynamoTimelines) =>
      new ReadPersonalData({ carts, lists, timelines }),
  },
  {
    provide: ListChanges,
    inject: [DynamoOrderLists],
    useFactory: (lists: DynamoOrderLists) => new ListChanges({ lists, clock }),
  },
  {
    provide: EndAbandonedPayments,
    inject: [DynamoOrders, DynamoOrderLists],
    useFactory: (orders: DynamoOrders, lists: DynamoOrderLists) => new EndAbandonedPayments({ orders, lists, clock }),
  },
];

const roundSettings = settings.pick({ SWEEP_INTERVAL_MS: true });

/** What is done again and again without anybody asking. */
export const rounds = ({ SWEEP_INTERVAL_MS: everyMs }: z.infer<typeof roundSettings>): readonly Round[] => [
  {
    name: 'end-abandoned-payments',
    everyMs,
    budgetMs: 10_000,
    failed: 'abandoned payments could not be ended; it is tried again',
    work: (app) => app.get(EndAbandonedPayments).execute(),
  },
];

/** The same where no process stays alive to sweep the outbox. */
export const cloudRounds = (config = readEnv(roundSettings)): readonly Round[] => [
  ...rounds(config),
  sweepOutbox((app) => app.get(Relay)),
];

/** Publishes what a crash left in the outbox, as long as the process lives. */
export const startRelay = (app: NestFastifyApplication): void => app.get(Relay).start();

/** Leaves publishing to the table's stream. */
export const leaveToStream = (app: NestFastifyApplication): void => app.get(Relay).leaveToOthers();

/** Publishes what the table's stream tells of. */
export const relayOf = (app: Pick<NestFastifyApplication, 'get'>) => relayHandler(app.get(Relay), app.get(DynamoTable));

/** The handlers, for whoever brings events to them: the bridge, or a trigger. */
export const handlers = (app: NestFastifyApplication) => [{ strategy: app.get(EventHandlers) }];

/** The handlers, and the service's own ear at Service Bus. */
export const listening = (app: NestFastifyApplication) => [...handlers(app), serviceBusOptions(eventSide(app))];

/** What a trigger needs to handle a message. */
export const eventSide = (app: NestFastifyApplication) => {
  const events = app.get(EventHandlers);
  const deliver = events.deliver.bind(events);
  return { service, deliver, bus: app.get(ServiceBus), audit: app.get<AuditTrail>(AUDIT_TRAIL) };
};

/** What must not be under way when the process is frozen. */
export const settled = (app: NestFastifyApplication) => app.get<AuditTrail>(AUDIT_TRAIL).settled();

/** Fetches and connects in the background what the first order would have to wait for. */
export function warmUp(app: NestFastifyApplication): void {
  const tokens: ServiceTokens = app.get(SERVICE_TOKENS);
  const later = (error: unknown) => log.info({ err: error }, 'not warm yet; the first order will wait a little longer');
  for (const callee of ['product-service', 'payment-service']) tokens.authorization(callee).catch(later);
  app.get(ServiceBus).warm('orders').catch(later);
}

/** What must answer before an order can be taken. Events can wait for Service Bus. */
export function readiness(app: NestFastifyApplication) {
  const { client, name } = app.get(DynamoTable);
  return { dynamodb: () => warm(client, name) };
}
