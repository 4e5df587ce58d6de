import { guardRoutes } from '@causeway/auth/nest';
import {
  anEvent,
  type CloudEvent,
  type Order,
  type Payment,
  type PaymentState,
  parseEvent,
} from '@causeway/data-model';
import { testDatabase } from '@causeway/engines';
import { EventHandlers } from '@causeway/messaging/service-bus';
import { startRounds } from '@causeway/runtime/rounds';
import { startTelemetry } from '@causeway/runtime/telemetry';
import { eventually, startTokenIssuer, type TokenIssuer } from '@causeway/testing';
import { doorUnderTest, openBehind, type TestDoor } from '@causeway/testing/doors';
import { AppModule, handlers, rounds, settings, startRelay } from '../../src/app.module.js';
import { type OrdersStandIn, startOrders } from './orders-stand-in.js';
import { type Sandbox, sandboxKey, startSandbox, webhookSecret } from './sandbox.js';
import { startWebhookValve, type WebhookValve } from './webhook-valve.js';

export type World = {
  sandbox: Sandbox;
  valve: WebhookValve;
  issuer: TokenIssuer;
  orders: OrdersStandIn;
  stop(): Promise<void>;
};

/** What is around the service: the provider, its way to us, identity-service and order-service. */
export async function startWorld(): Promise<World> {
  const valve = await startWebhookValve();
  const [sandbox, issuer, orders] = await Promise.all([startSandbox(valve.url), startTokenIssuer(), startOrders()]);
  return {
    sandbox,
    valve,
    issuer,
    orders,
    stop: async () => {
      await Promise.all([sandbox.stop(), issuer.stop(), orders.stop(), valve.stop()]);
    },
  };
}

export type Reply = { status: number; body: Record<string, unknown>; headers: Headers };

/** The service in this process, over a database of its own that survives `restart`. */
export async function startPaymentApp(
  world: World,
  overrides: Record<string, string> = {},
  door: TestDoor = doorUnderTest,
) {
  startTelemetry({ service: 'payment-service', cloud: 'azure' });
  const database = await testDatabase();
  const published: CloudEvent[] = [];
  const publisher = {
    publish: async (_: unknown, events: readonly { event: CloudEvent }[]) => {
      for (const { event } of events) {
        expect(parseEvent(JSON.parse(JSON.stringify(event)))).toHaveProperty('event');
        published.push(event);
      }
    },
  };
  const config = settings.parse({
    PORT: '0',
    IDENTITY_URL: world.issuer.url,
    PUBLIC_URL: world.issuer.issuer,
    SERVICE_API_KEY: world.issuer.apiKey('payment-service'),
    SQL_URL: database.url,
    SERVICE_BUS_CONNECTION_STRING:
      'Endpoint=sb://localhost:9;SharedAccessKeyName=k;SharedAccessKey=k;UseDevelopmentEmulator=true',
    AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
    PAYMENT_PROVIDER_URL: world.sandbox.url,
    PAYMENT_PROVIDER_KEY: sandboxKey,
    PAYMENT_WEBHOOK_SECRET: webhookSecret,
    CURSOR_SECRET: 'a secret of sixteen letters',
    ORDER_URL: world.orders.url,
    CHASE_MS: '50',
    LEDGER_BACKUP_MS: '3600000',
    ...overrides,
  });

  const open = async () => {
    const { app, url, close } = await openBehind(door, {
      service: 'payment-service',
      cloud: 'azure',
      module: AppModule.with(config, publisher),
      prepare: [guardRoutes, startRelay],
      events: handlers,
    });
    const loops = startRounds(app, rounds(config));
    world.valve.openTo(url);
    return {
      app,
      handlers: app.get(EventHandlers),
      url,
      close: async () => {
        await loops.stop();
        await close();
      },
    };
  };

  let running = await open();
  const request = async (method: string, path: string, token: string, body?: unknown, headers = {}): Promise<Reply> => {
    const response = await fetch(`${running.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>; // every answer of this service is an object
    return { status: response.status, body: answer, headers: response.headers };
  };
  const supportToken = world.issuer.userToken({ roles: ['support'] });
  const deliver = (type: 'shop.order.placed.v1' | 'shop.order.cancel_requested.v1', order: Order) =>
    running.handlers.deliver(
      anEvent(
        type,
        { order },
        {
          aggregate: 'order',
          subject: order.id,
          version: order.version,
          source: '/aws/order-service',
          time: order.createdAt,
          traceparent: `00-${order.id.replaceAll('-', '')}-${'b'.repeat(16)}-01`,
        },
      ),
      'orders/payment-service',
    );
  /** order-service has written down what it tells of before it tells it. */
  const holds = (order: Order): Order => {
    const known = world.orders.held.get(order.id);
    if (known === undefined || known.version < order.version) world.orders.held.set(order.id, order);
    return order;
  };
  const eventsOf = (order: Order): PaymentState[] =>
    published.flatMap(({ data }) => ('payment' in data && data.payment.orderId === order.id ? [data.payment] : []));

  return {
    get url() {
      return running.url;
    },
    /** The Nest application, for what no door shows. */
    get nest() {
      return running.app;
    },
    config,
    request,
    supportToken,
    deliver,
    holds,
    placed: (order: Order) => deliver('shop.order.placed.v1', holds(order)),
    cancelRequested: (order: Order) => deliver('shop.order.cancel_requested.v1', holds(cancelledOrder(order))),
    /** identity-service tells that it has erased an account, whether it has or not. */
    accountErased: (userId: string) =>
      running.handlers.deliver(
        anEvent(
          'shop.account.erased.v1',
          { account: { id: userId, roles: ['customer'], createdAt: erasedAt, version: 2 } },
          {
            ...{ aggregate: 'account', subject: userId, version: 2, source: '/aws/identity-service', time: erasedAt },
            traceparent: `00-${'c'.repeat(32)}-${'b'.repeat(16)}-01`,
          },
        ),
        'accounts/payment-service',
      ),
    paymentOf: async (order: Order) => {
      const { body } = await request('GET', `/v1/orders/${order.id}/payment`, supportToken);
      return body as unknown as Payment; // checked against its schema where it is made, in the events
    },
    eventsOf,
    eventTypesOf: (order: Order) =>
      published.filter(({ data }) => 'payment' in data && data.payment.orderId === order.id).map(({ type }) => type),
    published,
    /** What was noted in the audit trail. */
    audited: world.issuer.audited,
    /** Waits until the events about an order are these. */
    untilTold: (order: Order, ...types: string[]) =>
      eventually(() => {
        const told = published.filter(({ data }) => 'payment' in data && data.payment.orderId === order.id);
        expect(told.map(({ type }) => type.replace('shop.payment.', '').replace('.v1', ''))).toEqual(types);
      }, 40_000),
    restart: async () => {
      await world.valve.shut();
      await running.close();
      running = await open();
    },
    stop: async () => {
      await world.valve.shut();
      await running.close();
      await database.release();
    },
  };
}

const erasedAt = '2026-11-21T09:00:00.000Z';

/** The order as its customer's cancellation makes it. */
export const cancelledOrder = (order: Order): Order => ({
  ...order,
  status: 'cancel_requested',
  version: 2,
  cancellation: { reason: 'changed my mind', requestedAt: order.createdAt, requestedBy: order.userId },
});

export type PaymentApp = Awaited<ReturnType<typeof startPaymentApp>>;
