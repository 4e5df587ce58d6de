import { createHmac } from 'node:crypto';
import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';
import { unavailable } from '@causeway/data-model';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { ServiceBus } from '../src/service-bus.js';
import { emulatorConfig, grants, subscriptions, topicKeys, topics } from '../src/topology.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent, anAccountEvent } from './an-event.js';
import { type Service, startService } from './bench.js';
import { eventually } from './eventually.js';

const services = [...new Set(grants.map(({ service }) => service))];
const keyOf = Object.fromEntries(
  services.map((name) => [name, Buffer.from(`the secret of ${name}`).toString('base64')]),
);
const root = { name: 'root', key: Buffer.from('the root of all').toString('base64') };

let broker: Emulator;
const clients: ServiceBusClient[] = [];
const running: Service[] = [];

beforeAll(async () => {
  const keys = [{ ...root, rights: ['Manage' as const, 'Send' as const, 'Listen' as const] }, ...topicKeys(keyOf)];
  broker = await startEmulator({ config: emulatorConfig(), memory: true, keys });
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await Promise.all(clients.map((client) => client.close()));
  await broker.stop();
});

const endpoint = () => `Endpoint=sb://localhost:${broker.port}`;
const connectionOf = (name: string, key = keyOf[name]) =>
  `${endpoint()};SharedAccessKeyName=${name};SharedAccessKey=${key};UseDevelopmentEmulator=true`;
const connect = (connectionString: string): ServiceBusClient => {
  const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } });
  clients.push(client);
  return client;
};
const as = (service: string, key?: string) => connect(connectionOf(service, key));

const sendTo = (client: ServiceBusClient, topic: string) =>
  client.createSender(topic).sendMessages({ body: 'rubbish' });
const receiveFrom = async (client: ServiceBusClient, topic: string, name: string) => {
  const receiver = client.createReceiver(topic, name, { receiveMode: 'receiveAndDelete' });
  try {
    return await receiver.receiveMessages(1, { maxWaitTimeInMs: 50 });
  } finally {
    await receiver.close();
  }
};
/** Whether it is done, or refused as `amqp:unauthorized-access`. */
const isAllowed = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: { code?: string }) => {
      expect(error.code).toBe('UnauthorizedAccess');
      return false;
    },
  );

it.each(services)('%s may send to its topics alone', async (service) => {
  const client = as(service);
  const mine = new Set<string>(
    grants.flatMap((one) => (one.service === service && one.right === 'Send' ? [one.topic] : [])),
  );
  for (const topic of Object.keys(topics))
    expect([topic, await isAllowed(sendTo(client, topic))]).toEqual([topic, mine.has(topic)]);
});

it.each(services)('%s may listen where it consumes, and, as rules stand on topics, beside it', async (service) => {
  const client = as(service);
  const mine = new Set<string>(subscriptions.flatMap(({ topic, name }) => (name === service ? [topic] : [])));
  for (const { topic, name } of subscriptions)
    expect([topic, name, await isAllowed(receiveFrom(client, topic, name))]).toEqual([topic, name, mine.has(topic)]);
});

describe('nobody gets in', () => {
  const aToken = (resource: string, name: string, key: string, expiresAt: number) => {
    const encoded = encodeURIComponent(resource);
    const expiry = Math.floor(expiresAt / 1000);
    const signature = createHmac('sha256', key).update(`${encoded}\n${expiry}`).digest('base64');
    return `SharedAccessSignature sr=${encoded}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${name}`;
  };
  const hour = 3_600_000;
  const orders = 'sb://localhost/orders';
  const ours = keyOf['order-service'] ?? '';

  it.each<[string, string]>([
    ['rubbish for a token', 'SharedAccessSignature rubbish'],
    ['an expired token', aToken(orders, 'order-service', ours, Date.now() - 1000)],
    [
      'a token of another topic',
      aToken('sb://localhost/payments', 'payment-service', keyOf['payment-service'] ?? '', Date.now() + hour),
    ],
    [
      'a token signed with another key',
      aToken(orders, 'order-service', keyOf['payment-service'] ?? '', Date.now() + hour),
    ],
    [
      'a token of the whole namespace, which no service has',
      aToken('sb://localhost/', 'order-service', ours, Date.now() + hour),
    ],
  ])('with %s', async (_what, token) => {
    const client = connect(`${endpoint()};SharedAccessSignature=${token};UseDevelopmentEmulator=true`);
    expect(await isAllowed(sendTo(client, 'orders'))).toBe(false);
    expect(await isAllowed(receiveFrom(client, 'orders', 'payment-service'))).toBe(false);
  });

  it('with no token at all', async () => {
    const client = as('order-service');
    const { _connectionContext: context } = client as unknown as {
      _connectionContext: { cbsSession: { negotiateClaim(): Promise<unknown> } };
    }; // of the client's insides, the one call by which it shows its token
    context.cbsSession.negotiateClaim = async () => undefined;
    expect(await isAllowed(sendTo(client, 'orders'))).toBe(false);
    expect(await isAllowed(receiveFrom(client, 'orders', 'payment-service'))).toBe(false);
  });

  it('with the key of everybody’s emulator, another’s key, or an invented name', async () => {
    for (const [name, key] of [
      ['RootManageSharedAccessKey', 'SAS_KEY_VALUE'],
      ['order-service', keyOf['analytics-service']],
      ['somebody', ours],
    ] as const)
      expect(await isAllowed(sendTo(as(name, key), 'orders'))).toBe(false);
  });

  it('by the door of the administration with a service’s key', async () => {
    const tlsOptions = { ca: await broker.certificate() };
    for (const service of services) {
      const admin = new ServiceBusAdministrationClient(connectionOf(service), { tlsOptions });
      await expect(admin.getTopic('orders')).rejects.toMatchObject({ statusCode: 401 });
      await expect(admin.deleteSubscription('orders', 'payment-service')).rejects.toMatchObject({ statusCode: 401 });
    }
    const admin = new ServiceBusAdministrationClient(connectionOf(root.name, root.key), { tlsOptions });
    expect(await admin.getTopic('orders')).toMatchObject({ name: 'orders' });
  });
});

it('a service does all of its work with its own key: it publishes, consumes, puts off, sets aside and counts that', async () => {
  const receiving = await startService('order-service', connectionOf('order-service'));
  running.push(receiving);
  await eventually(() =>
    expect(broker.counts()['notifications/Subscriptions/order-service']).toMatchObject({ active: 0 }),
  );
  receiving.deliveries.length = 0;
  receiving.handle = () => {
    if (receiving.deliveries.length < 3) throw unavailable('The store is away.');
  };
  const event = aNotificationEvent();
  const notifying = new ServiceBus(connectionOf('notification-service'));
  await notifying.publish(aPoint, [{ topic: 'notifications', event }]);
  await eventually(() => expect(receiving.deliveries.map(({ redelivery }) => redelivery)).toEqual([0, 1, 2]));
  await expect(notifying.publish(aPoint, [{ topic: 'catalogue', event: anAccountEvent() }])).rejects.toMatchObject({
    // Each try is refused alike.
    errors: expect.arrayContaining([expect.objectContaining({ code: 'UnauthorizedAccess' })]),
  });
  await notifying.close();
  await eventually(() =>
    expect(broker.counts()['notifications/Subscriptions/order-service']).toMatchObject({
      active: 0,
      locked: 0,
      scheduled: 0,
    }),
  );
});
