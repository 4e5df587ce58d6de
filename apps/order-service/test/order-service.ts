import { guardRoutes } from '@causeway/auth/nest';
import {
  anEvent,
  type CloudEvent,
  type EventData,
  type EventType,
  eventTypes,
  type Money,
  type NewOrder,
  type Order,
  type PaymentState,
  type Refund,
  type ReservationState,
  type Role,
  type TimelineItem,
} from '@causeway/data-model';
import { startDynamo } from '@causeway/engines';
import { EventHandlers, type Outgoing, ServiceBus } from '@causeway/messaging/service-bus';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import { DynamoTable } from '@causeway/stores/dynamo';
import { anAddress, aPayment, startTokenIssuer } from '@causeway/testing';
import { doorUnderTest, openBehind, streamOf, type TestDoor } from '@causeway/testing/doors';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { v7 as uuid } from 'uuid';
import { DynamoOrderLists } from '../src/adapters/dynamo-order-lists.js';
import { DynamoOrders } from '../src/adapters/dynamo-orders.js';
import { ERASED_PEOPLE } from '../src/api/tokens.js';
import { AppModule, handlers, leaveToStream, relayOf, settings } from '../src/app.module.js';
import { EndAbandonedPayments } from '../src/core/end-abandoned-payments.js';
import { startPayments } from './payment-stand-in.js';
import { PeopleStandIn } from './people-stand-in.js';
import { ProductStandIn } from './product-stand-in.js';

/** Collects what would go to Service Bus; switched off, it is a broker that is away. */
export class BusStandIn {
  readonly published: CloudEvent[] = [];
  isAway = false;

  async publish(_point: unknown, events: readonly Outgoing[]): Promise<void> {
    if (this.isAway) throw Object.assign(new Error('the broker is away'), { name: 'ServiceBusError' });
    this.published.push(...events.map(({ event }) => event));
  }

  /** Types of what was published about an order. */
  about(orderId: string): string[] {
    return this.published.filter(({ subject }) => subject === orderId).map(({ type }) => type);
  }
}

/** order-service over a real DynamoDB engine, with stand-ins for all that is not this service. */
export async function startOrderService(environment: Record<string, string> = {}, door: TestDoor = doorUnderTest) {
  const [dynamo, issuer, products, payments] = await Promise.all([
    startDynamo(),
    startTokenIssuer(),
    ProductStandIn.start(),
    startPayments(),
  ]);
  const bus = new BusStandIn();
  const people = new PeopleStandIn();
  const config = {
    PORT: '0',
    PUBLIC_URL: issuer.issuer,
    IDENTITY_URL: issuer.url,
    SERVICE_API_KEY: issuer.apiKey('order-service'),
    PRODUCT_URL: products.url,
    PAYMENT_URL: payments.url,
    DYNAMODB_ENDPOINT: dynamo.endpoint,
    DYNAMODB_TABLE: 'orders-test',
    DYNAMODB_CREATE_TABLE: 'true',
    SERVICE_BUS_CONNECTION_STRING: 'replaced by the stand-in',
    CURSOR_SECRET: 'a secret of sixteen',
    ...environment,
  };

  async function open(changes: Record<string, string> = {}) {
    const module = replaced(
      AppModule.with(settings.parse({ ...config, ...changes })),
      new Map<unknown, unknown>([
        [ServiceBus, bus],
        [ERASED_PEOPLE, people],
        [EventHandlers, new EventHandlers()],
      ]),
    );
    const opened = await openBehind(
      door,
      {
        service: 'order-service',
        cloud: 'aws',
        budgetMs: 5000,
        module,
        prepare: door === 'lambda' ? [guardRoutes, leaveToStream] : [guardRoutes],
        events: handlers,
      },
      (of) => streamOf(of.get(DynamoTable), relayOf(of)),
    );
    return {
      get: opened.app.get.bind(opened.app) as NestFastifyApplication['get'], // which it is
      getUrl: async () => opened.url,
      published: opened.published,
      close: opened.close,
    };
  }

  const app = await open();
  const url = await app.getUrl();

  const as = (token: string) => {
    const send = (method: 'get' | 'post' | 'put' | 'delete') => (path: string) =>
      request(url)[method](path).set('authorization', `Bearer ${token}`);
    const postTo = (base: string, path: string) => request(base).post(path).set('authorization', `Bearer ${token}`);
    return { token, postTo, get: send('get'), post: send('post'), put: send('put'), delete: send('delete') };
  };

  return {
    app,
    url,
    bus,
    products,
    payments,
    people,
    /** What was noted in the audit trail. */
    audited: issuer.audited,
    table: app.get(DynamoTable),
    anonymous: () => request(url),
    customer: (userId: string = uuid()) => ({ userId, ...as(issuer.userToken({ userId })) }),
    person: (...roles: Role[]) => as(issuer.userToken({ roles })),
    otherService: (name = 'product-service') => as(issuer.serviceToken(name, 'order-service')),
    /** Another process of the service over the same store. */
    open,
    /** Delivers what somebody may have sent who is not who the event says. */
    deliverForged: async (event: object) => {
      await app.get(EventHandlers).receive(JSON.parse(JSON.stringify(event)));
      await app.published();
    },
    /** Delivers an event of a service that has written down what it tells of. */
    deliver: async (event: CloudEvent) => {
      if ('payment' in event.data) payments.hold(event.data.payment);
      await app.get(EventHandlers).receive(JSON.parse(JSON.stringify(event)));
      await app.published();
    },
    /** One look for abandoned payments, as a process takes it. */
    async sweep(of: Pick<NestFastifyApplication, 'get'>) {
      const [orders, lists] = [of.get(DynamoOrders), of.get(DynamoOrderLists)];
      await new EndAbandonedPayments({ orders, lists, clock: () => new Date() }).execute();
    },
    async stop() {
      await app.close();
      await Promise.all([products.stop(), payments.stop(), issuer.stop(), dynamo.stop()]);
    },
  };
}

export type OrderService = Awaited<ReturnType<typeof startOrderService>>;
export type Customer = ReturnType<OrderService['customer']>;

function replaced(module: DynamicModule, stand: ReadonlyMap<unknown, unknown>): DynamicModule {
  const providers = (module.providers ?? []).map((provider) =>
    'provide' in provider && stand.has(provider.provide)
      ? { provide: provider.provide, useValue: stand.get(provider.provide) }
      : provider,
  );
  return { ...module, providers };
}

export const aBody = (items: NewOrder['items'], overrides: Partial<NewOrder> = {}) => ({
  items,
  paymentMethod: 'pm_card_visa',
  shippingAddress: anAddress(),
  ...overrides,
});

/** Places an order of two lamps and gives it as it was answered. */
export async function placeOrder(service: OrderService, customer: Customer = service.customer()): Promise<Order> {
  const product = service.products.sell();
  const answer = await customer
    .post('/v1/orders')
    .set('idempotency-key', uuid())
    .send(aBody([{ productId: product.id, quantity: 2 }]))
    .expect(201);
  return answer.body;
}

export async function timelineOf(customer: Customer, orderId: string): Promise<TimelineItem[]> {
  const { body } = await customer.get(`/v1/orders/${orderId}/timeline?limit=100`).expect(200);
  return body.items;
}

const statusOf = {
  'shop.payment.captured.v1': 'captured',
  'shop.payment.declined.v1': 'declined',
  'shop.payment.action_required.v1': 'requires_action',
  'shop.payment.cancelled.v1': 'cancelled',
  'shop.payment.refunded.v1': 'refunded',
  'shop.payment.review_needed.v1': 'manual_review',
} as const;

/** Each order has one payment. */
export const paymentIdOf = ({ id }: Order): string => `0193a2b4-0000-7000-8000-${id.slice(-12)}`;

/** A refund that was made; of the same payment and amount, the same one. */
export const aRefund = (paymentId: string, amount: Money): Refund => ({
  id: `0193a2b4-0000-7000-8000-${String(amount.amount).padStart(12, '0')}`,
  paymentId,
  amount,
  reason: 'damaged',
  status: 'succeeded',
  createdAt: '2026-11-21T09:00:02.000Z',
});

/** What product-service says of an order's reservation. */
export const reservationOf = (
  { id: orderId, items }: Order,
  status: ReservationState['status'],
): { reservation: ReservationState } => ({
  reservation: { orderId, status, items: items.map(({ productId, quantity }) => ({ productId, quantity })) },
});

/** An event of payment-service about an order's payment. */
export function paymentEvent(
  type: keyof typeof statusOf,
  order: Order,
  state: Partial<PaymentState> & { version: number },
): CloudEvent {
  const status = statusOf[type];
  const money = type === 'shop.payment.captured.v1' || type === 'shop.payment.refunded.v1';
  const refunded = type === 'shop.payment.refunded.v1' ? order.total : { amount: 0, currency: order.total.currency };
  const id = paymentIdOf(order);
  const payment = aPayment({
    id,
    orderId: order.id,
    userId: order.userId,
    amount: order.total,
    status,
    capturedAt: money ? '2026-11-21T09:00:01.000Z' : null,
    refunded,
    refunds: refunded.amount === 0 ? [] : [aRefund(id, refunded)],
    ...state,
  });
  return event(type, { payment }, { aggregate: 'payment', subject: payment.id, version: payment.version });
}

export const event = <T extends EventType>(
  type: T,
  data: EventData<T>,
  about: { aggregate: 'payment' | 'reservation' | 'notification'; subject: string; version: number },
): CloudEvent<T> =>
  anEvent(type, data, {
    ...about,
    source: eventTypes[type].source,
    time: new Date().toISOString(),
    traceparent: currentTraceparent(),
  });
