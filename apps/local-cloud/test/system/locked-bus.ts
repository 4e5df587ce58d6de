import { createHmac } from 'node:crypto';
import { isServiceBusError, ServiceBusClient } from '@azure/service-bus';
import { developmentKey, serviceBusConnectionString } from '@causeway/engines';
import { secretsIn } from '../../src/secrets.js';
import type { Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

export function lockedBus(test: ShopTest): void {
  test('nobody without a key of the shop gets on its bus', async (shop) => {
    const { 'order-service': orders = '', 'payment-service': payments = '' } = keysOf(shop);
    const later = Date.now() + 3_600_000;
    expect(await sends(as(shop, 'order-service', payments), 'orders')).toBe('UnauthorizedAccess');
    expect(await sends(as(shop, 'somebody', orders), 'orders')).toBe('UnauthorizedAccess');
    for (const token of [
      'SharedAccessSignature rubbish',
      aToken('orders', 'order-service', orders, Date.now() - 1000),
      aToken('orders', 'order-service', payments, later),
      aToken('payments', 'payment-service', payments, later),
    ])
      expect(await sends(withToken(shop, token), 'orders')).toBe('UnauthorizedAccess');
    expect(
      await sends(withToken(shop, aToken('accounts', developmentKey.name, developmentKey.key, later)), 'accounts'),
    ).toBe('done');
  });

  test('a service does on the bus what the topology grants it, and nothing else', async (shop) => {
    const keys = keysOf(shop);
    const identity = as(shop, 'identity-service', keys['identity-service']);
    const analytics = as(shop, 'analytics-service', keys['analytics-service']);
    expect(await sends(identity, 'accounts')).toBe('done');
    expect(await sends(identity, 'orders')).toBe('UnauthorizedAccess');
    expect(await listens(identity, 'accounts', 'analytics-service')).toBe('UnauthorizedAccess');
    expect(await listens(analytics, 'accounts', 'analytics-service')).toBe('done');
    const payments = as(shop, 'payment-service', keys['payment-service']);
    expect(await listens(payments, 'payments', 'order-service')).toBe('UnauthorizedAccess');
    expect(await listens(payments, 'notifications', 'order-service')).toBe('UnauthorizedAccess');
  });

  test('the bus is administered with the developer’s key alone', async (shop) => {
    const { ports } = shop.system;
    const administer = async (method: string, key: { name: string; key: string } | undefined) => {
      const token = key && aToken('', key.name, key.key, Date.now() + 3_600_000);
      const url = `http://127.0.0.1:${ports.serviceBusAdmin}/orders/subscriptions/payment-service?api-version=2021-05`;
      const answer = await fetch(url, { method, headers: token === undefined ? {} : { authorization: token } });
      await answer.text();
      return answer.status;
    };
    const { 'order-service': key = '' } = keysOf(shop);
    for (const method of ['GET', 'DELETE']) {
      expect(await administer(method, undefined)).toBe(401);
      expect(await administer(method, { name: 'order-service', key })).toBe(401);
    }
    expect(await administer('GET', developmentKey)).toBe(200);
  });
}

const keysOf = (shop: Shop): Record<string, string> => secretsIn(shop.system.dataDir).serviceBusKeys;

const as = (shop: Shop, name: string, key = ''): string =>
  serviceBusConnectionString(shop.system.ports.serviceBus, { name, key });

const withToken = (shop: Shop, token: string): string =>
  `Endpoint=sb://localhost:${shop.system.ports.serviceBus}/;SharedAccessSignature=${token};UseDevelopmentEmulator=true;`;

/** A shared access signature as the SDKs make it (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas). */
function aToken(path: string, name: string, key: string, expiresAt: number): string {
  const resource = encodeURIComponent(`sb://localhost/${path}`);
  const expiry = Math.floor(expiresAt / 1000);
  const signature = createHmac('sha256', key).update(`${resource}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${name}`;
}

type Outcome = Promise<string | undefined>;

/** Sends what no subscription takes. @returns `done`, or the code of the refusal */
const sends = (connection: string, topic: string): Outcome =>
  attempt(connection, (client) => client.createSender(topic).sendMessages({ body: 'for nobody', to: 'nobody' }));

/** Looks at what waits in a subscription and takes nothing of it. @returns `done`, or the code of the refusal */
const listens = (connection: string, topic: string, subscription: string): Outcome =>
  attempt(connection, (client) => client.createReceiver(topic, subscription).peekMessages(1));

async function attempt(connection: string, work: (client: ServiceBusClient) => Promise<unknown>): Outcome {
  const client = new ServiceBusClient(connection, { retryOptions: { maxRetries: 0 } });
  try {
    await work(client);
    return 'done';
  } catch (error) {
    if (!isServiceBusError(error)) throw error;
    return error.code;
  } finally {
    await client.close();
  }
}
