import { type AuditTrail, authEnv, type ServiceTokens } from '@causeway/auth';
import { AUDIT_TRAIL, AuthModule, SERVICE_TOKENS } from '@causeway/auth/nest';
import { dynamoRelay, Relay, relayHandler, sweepOutbox } from '@causeway/messaging/outbox';
import { EventHandlers, ServiceBus, serviceBusEnv, serviceBusOptions } from '@causeway/messaging/service-bus';
import { cursorEnv, cursors } from '@causeway/runtime/cursors';
import { doorEnv, readEnv } from '@causeway/runtime/env';
import type { Round } from '@causeway/runtime/rounds';
import { DynamoTable, dynamoEnv, openTable, warm } from '@causeway/stores/dynamo';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuid } from 'uuid';
import * as z from 'zod';
import { Announcer } from './adapters/announcer.js';
import { readCsv } from './adapters/csv-rows.js';
import { DynamoListings } from './adapters/dynamo-listings.js';
import { DynamoProducts } from './adapters/dynamo-products.js';
import { DynamoReservations } from './adapters/dynamo-reservations.js';
import { DynamoStocks } from './adapters/dynamo-stocks.js';
import { HttpOrderFence, orderFenceEnv } from './adapters/http-order-fence.js';
import { httpOrders } from './adapters/http-orders.js';
import { picturesEnv, S3Pictures } from './adapters/s3-pictures.js';
import { productIndexes } from './adapters/table.js';
import { CategoriesController } from './api/categories.controller.js';
import { ChangesController } from './api/changes.controller.js';
import { endLeases } from './api/end-leases.js';
import { EventsController } from './api/events.controller.js';
import { ImportsController } from './api/imports.controller.js';
import { OrderEvents } from './api/order-events.js';
import { PicturesController } from './api/pictures.controller.js';
import { CURSORS, LISTINGS, PRODUCTS } from './api/ports.js';
import { ProductsController } from './api/products.controller.js';
import { ReservationsController } from './api/reservations.controller.js';
import { StockController } from './api/stock.controller.js';
import { AddPicture } from './core/add-picture.js';
import { AddProduct } from './core/add-product.js';
import { AdjustStock } from './core/adjust-stock.js';
import { ChangeProduct } from './core/change-product.js';
import { DeleteProduct } from './core/delete-product.js';
import { EndLeases } from './core/end-leases.js';
import { ImportProducts } from './core/import-products.js';
import type { KnownOrders } from './core/ports.js';
import { ReleaseReservation } from './core/release-reservation.js';
import { ReserveStock } from './core/reserve-stock.js';
import { SearchProducts } from './core/search-products.js';
import { SettleReservation } from './core/settle-reservation.js';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).max(86_400_000).default(fallback);

/** Everything product-service can be told by its environment. */
export const settings = doorEnv.extend({
  ...authEnv.shape,
  ...dynamoEnv.shape,
  ...serviceBusEnv.shape,
  ...picturesEnv.shape,
  ...orderFenceEnv.shape,
  ...cursorEnv.shape,
  RESERVATION_LEASE_MS: milliseconds(120_000).meta({
    description: 'How long stock is held for an order that has not been written, in milliseconds.',
  }),
  LEASE_SWEEP_MS: milliseconds(1000).meta({
    description: 'How often leases that have ended are looked for, on average, in milliseconds.',
  }),
  IMPORT_BUDGET_MS: milliseconds(8500).meta({
    description: 'How long an import writes before it answers, in milliseconds; rows not reached are reported.',
  }),
});
export type Settings = z.infer<typeof settings>;

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows a module by its class
export class AppModule {
  static with(config: Settings): DynamicModule {
    const identity = {
      identityUrl: config.IDENTITY_URL,
      issuer: config.PUBLIC_URL,
      audience: 'product-service',
      apiKey: config.SERVICE_API_KEY,
    };
    return {
      module: AppModule,
      imports: [AuthModule.with(identity)],
      controllers: [
        ImportsController,
        ProductsController,
        CategoriesController,
        StockController,
        PicturesController,
        ReservationsController,
        ChangesController,
        EventsController,
        OrderEvents,
      ],
      providers: [...outside(config), ...stores(config), ...useCases(config)],
    };
  }
}

const outside = (config: Settings): Provider[] => [
  { provide: DynamoTable, useFactory: () => openTable(config, productIndexes) },
  {
    provide: ServiceBus,
    useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING, config.REDELIVERY_MAX_DELAY_MS),
  },
  {
    provide: Relay,
    inject: [DynamoTable, ServiceBus],
    useFactory: (table: DynamoTable, publisher: ServiceBus) => dynamoRelay({ client: table.client, table, publisher }),
  },
  EventHandlers,
  { provide: CURSORS, useFactory: () => cursors(config.CURSOR_SECRET) },
];

type Ports = {
  products: DynamoProducts;
  stocks: DynamoStocks;
  listings: DynamoListings;
  reservations: DynamoReservations;
  pictures: S3Pictures;
  fence: HttpOrderFence;
  orders: KnownOrders;
  clock: () => Date;
  ids: () => string;
};
const PORTS = Symbol('ports');

const stores = (config: Settings): Provider[] => [
  {
    provide: PORTS,
    inject: [DynamoTable, Relay, SERVICE_TOKENS],
    useFactory: (table: DynamoTable, relay: Relay, tokens: ServiceTokens): Ports => {
      const announcer = new Announcer(table, relay);
      return {
        products: new DynamoProducts(table, announcer),
        stocks: new DynamoStocks(table, announcer),
        listings: new DynamoListings(table),
        reservations: new DynamoReservations(table, announcer),
        pictures: new S3Pictures(config),
        fence: new HttpOrderFence(config.ORDER_URL, tokens),
        orders: httpOrders(config.ORDER_URL, tokens),
        clock: () => new Date(),
        ids: () => uuid(),
      };
    },
  },
  { provide: PRODUCTS, inject: [PORTS], useFactory: ({ products }: Ports) => products },
  { provide: LISTINGS, inject: [PORTS], useFactory: ({ listings }: Ports) => listings },
];

const made = <T>(provide: new (...parts: never[]) => T, make: (ports: Ports) => T): Provider => ({
  provide,
  inject: [PORTS],
  useFactory: make,
});

const useCases = (config: Settings): Provider[] => [
  made(SearchProducts, (ports) => new SearchProducts(ports)),
  made(AddProduct, (ports) => new AddProduct(ports)),
  made(ChangeProduct, (ports) => new ChangeProduct(ports)),
  made(DeleteProduct, (ports) => new DeleteProduct(ports)),
  made(AdjustStock, (ports) => new AdjustStock(ports)),
  made(AddPicture, (ports) => new AddPicture(ports)),
  made(ReserveStock, (ports) => new ReserveStock({ ...ports, leaseMs: config.RESERVATION_LEASE_MS })),
  made(SettleReservation, (ports) => new SettleReservation(ports)),
  made(ReleaseReservation, (ports) => new ReleaseReservation(ports)),
  made(ImportProducts, (ports) => {
    const [add, change] = [new AddProduct(ports), new ChangeProduct(ports)];
    return new ImportProducts({ ...ports, add, change, readCsv, budgetMs: config.IMPORT_BUDGET_MS });
  }),
  made(EndLeases, (ports) => new EndLeases({ ...ports, release: new ReleaseReservation(ports) })),
];

const roundSettings = settings.pick({ LEASE_SWEEP_MS: true });

/** What is done again and again without anybody asking. */
export const rounds = ({ LEASE_SWEEP_MS: everyMs }: z.infer<typeof roundSettings>): readonly Round[] => [
  {
    name: 'end-leases',
    everyMs,
    budgetMs: 10_000,
    failed: 'leases could not be looked up and are tried again; check the products table',
    work: (app) => endLeases(app.get(EndLeases)),
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
  return { service: 'product-service', deliver, bus: app.get(ServiceBus), audit: app.get<AuditTrail>(AUDIT_TRAIL) };
};

/** What must not be under way when the process is frozen. */
export const settled = (app: NestFastifyApplication) => app.get<AuditTrail>(AUDIT_TRAIL).settled();

/** What must answer before this service can do its work. */
export const readiness = (app: NestFastifyApplication) => {
  const { client, name } = app.get(DynamoTable);
  return { dynamodb: () => warm(client, name) };
};
