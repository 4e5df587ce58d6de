import { guardRoutes } from '@causeway/auth/nest';
import { anEvent, type CloudEvent, type NewProduct, type Order, type Product, type Role } from '@causeway/data-model';
import { type Engine, startDynamo } from '@causeway/engines';
import type { Publisher } from '@causeway/messaging/outbox';
import { EventHandlers, ServiceBus } from '@causeway/messaging/service-bus';
import { readEnv } from '@causeway/runtime/env';
import { startRounds } from '@causeway/runtime/rounds';
import { currentTraceparent, startTelemetry } from '@causeway/runtime/telemetry';
import { DynamoTable, type Item } from '@causeway/stores/dynamo';
import { anOrder, startTokenIssuer } from '@causeway/testing';
import { doorUnderTest, openBehind, streamOf, type TestDoor } from '@causeway/testing/doors';
import request from 'supertest';
import { v7 as uuid } from 'uuid';
import {
  AppModule,
  handlers as eventHandlers,
  leaveToStream,
  relayOf,
  rounds,
  settings,
  startRelay,
} from '../src/app.module.js';
import { startOrderService } from './order-service-stand-in.js';

type OrderEventType = Extract<CloudEvent['type'], `shop.order.${string}`>;

/** product-service on a free port over a DynamoDB engine of its own, with stand-ins for those it talks to. */
export async function startCatalogue(
  environment: Record<string, string> = {},
  dynamo?: Engine,
  door: TestDoor = doorUnderTest,
) {
  startTelemetry({ service: 'product-service', cloud: 'aws' });
  const [engine, issuer, orders] = await Promise.all([
    dynamo ?? startDynamo(),
    startTokenIssuer(),
    startOrderService(),
  ]);
  const config = readEnv(settings, {
    PORT: '0',
    PUBLIC_URL: issuer.issuer,
    IDENTITY_URL: issuer.url,
    ORDER_URL: orders.url,
    SERVICE_API_KEY: issuer.apiKey('product-service'),
    DYNAMODB_ENDPOINT: engine.endpoint,
    DYNAMODB_TABLE: 'causeway-products',
    DYNAMODB_CREATE_TABLE: 'true',
    SERVICE_BUS_CONNECTION_STRING: 'replaced below',
    CURSOR_SECRET: 'a secret of sixteen or more',
    ...environment,
  });
  const published: CloudEvent[] = [];
  const bus: Publisher = { publish: async (_, events) => void published.push(...events.map(({ event }) => event)) };
  const handlers = new EventHandlers();
  const module = AppModule.with(config);
  module.providers?.push({ provide: ServiceBus, useValue: bus }, { provide: EventHandlers, useValue: handlers });
  const {
    app,
    url,
    published: publishedByNow,
    close,
  } = await openBehind(
    door,
    {
      service: 'product-service',
      cloud: 'aws',
      module,
      prepare: [guardRoutes, door === 'lambda' ? leaveToStream : startRelay],
      events: eventHandlers,
    },
    (of) => streamOf(of.get(DynamoTable), relayOf(of)),
  );
  const loops = startRounds(app, rounds(config));

  const table = app.get(DynamoTable);
  const http = () => request(url);
  const bearer = (roles: Role[]) => `Bearer ${issuer.userToken({ roles })}`;
  const merchandiser = bearer(['merchandiser']);
  const service = `Bearer ${issuer.serviceToken('order-service', 'product-service')}`;

  return {
    engine,
    orders,
    app,
    table,
    http,
    /** What went out to Service Bus. */
    published,
    merchandiser,
    customer: bearer(['customer']),
    service,

    async add(overrides: Partial<NewProduct> = {}): Promise<Product & { etag: string }> {
      const answer = await http()
        .post('/v1/products')
        .set('authorization', merchandiser)
        .send({ ...aLamp(), ...overrides })
        .expect(201);
      return { ...answer.body, etag: String(answer.headers.etag) };
    },

    get: (id: string) => http().get(`/v1/products/${id}`),

    reserve: (orderId: string, items: { productId: string; quantity: number }[]) =>
      http().post('/internal/reservations').set('authorization', service).send({ orderId, items }),

    /** Delivers an event of an order-service that has written down what it tells of, as Service Bus would. */
    deliver: async (type: OrderEventType, order: Order) => {
      orders.hold(order);
      await handlers.receive(orderEvent(type, order));
      await publishedByNow();
    },

    /** Delivers what somebody may have sent who is not who the event says. */
    deliverForged: (event: object) => handlers.receive(structuredClone(event)),

    /** Holds two lamps of five for an order; gives both, the order as it was placed. */
    async held() {
      const lamp = await this.add({ stock: 5 });
      const id = uuid();
      const { body } = await this.reserve(id, [{ productId: lamp.id, quantity: 2 }]).expect(201);
      return { lamp, order: anOrder({ id, items: body.items }) };
    },

    /** What was noted in the audit trail. */
    audited: issuer.audited,

    async stockOf(id: string): Promise<Item> {
      const item = await table.get({ pk: `P#${id}`, sk: 'STOCK' });
      if (item === undefined) throw new Error(`There is no stock of ${id}.`);
      const { left, held, sold, initial, adjusted } = item;
      expect(Number(initial) + Number(adjusted)).toBe(Number(left) + Number(held) + Number(sold));
      return { left, held, sold };
    },

    async reservationOf(orderId: string): Promise<Item | undefined> {
      return table.get({ pk: `R#${orderId}`, sk: 'META' });
    },

    async stop() {
      await loops.stop();
      await close();
      await Promise.all([issuer.stop(), orders.stop(), dynamo === undefined ? engine.stop() : undefined]);
    },
  };
}

export type Catalogue = Awaited<ReturnType<typeof startCatalogue>>;

/** A product that can be added beside any other. */
export const aLamp = (): NewProduct => ({
  sku: `LAMP-${uuid()}`,
  name: 'Harbour lamp',
  description: 'Brass.',
  category: 'lighting',
  price: { amount: 1299, currency: 'EUR' },
  stock: 12,
});

/** Events of one order carry rising versions. */
export const orderEvent = (type: OrderEventType, order: Order): CloudEvent =>
  anEvent(
    type,
    { order },
    {
      aggregate: 'order',
      subject: order.id,
      version: order.version,
      source: '/aws/order-service',
      time: order.updatedAt,
      traceparent: currentTraceparent(),
    },
  );
