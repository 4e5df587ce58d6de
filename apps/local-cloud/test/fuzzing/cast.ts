import { createHmac } from 'node:crypto';
import { createdApiKey, serviceToken } from '@causeway/data-model';
import fc from 'fast-check';
import { routeTable } from '../../src/gateway/upstreams.js';
import type { Ports } from '../../src/ports.js';
import { secretsOf } from '../attacks/shops-secrets.js';
import { ask } from '../system/api.js';
import { customers, type Person } from '../system/people.js';
import { hosts } from '../system/running-system.js';
import type { Shop } from '../system/shop.js';
import { csvFiles } from './csv-files.js';
import { Told } from './known.js';
import type { Person as Partner, ShopKnowledge } from './shop-knowledge.js';
import { textsOf } from './texts.js';
import { known, valuesOf } from './values.js';

const scopes = ['products:read', 'products:write', 'orders:read', 'payments:read', 'analytics:read'];
const audiences = ['product', 'order', 'payment', 'analytics'];
/** So many of each kind, in each round. */
const leavers = 4;

/** Everybody whom a whole shop knows, and what they know of it. */
export async function castOf(shop: Shop): Promise<ShopKnowledge> {
  const { merchandiser, support, analyst, admin } = shop.staff;
  const customer = await customers(shop.url, 3);
  const told = new Told();
  for (const [field, values] of Object.entries(wordsOf(customer))) {
    for (const one of values) told.add(`field ${field}`, one);
  }
  const cast: Record<string, Partner[]> = {
    customer,
    merchandiser: [merchandiser],
    support: [support],
    analyst: [analyst],
    admin: [admin],
  };
  return {
    parts: {
      user: ['customer'],
      merchandiser: ['merchandiser'],
      support: ['support'],
      analyst: ['analyst'],
      admin: ['admin'],
      ...Object.fromEntries(scopes.map((scope) => [scope, [`partner for ${scope.split('s:')[0]}`]])),
      'analytics:read': ['partner for analytics'],
    },
    cast,
    partOfLeavers: (method, path) => {
      if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return undefined;
      if (/\/auth\W/i.test(path)) return 'who logs out';
      return /\/me(\W|$)/i.test(path) ? 'who leaves' : undefined;
    },
    bodies: {
      'POST /v1/products/imports': csvFiles,
      'POST /v1/payments/webhooks': providersEvents,
      'POST /v1/auth/logout': logOuts,
      'POST /v1/auth/register': registrations,
      'POST /v1/orders': newOrders,
      'POST /v1/products': newProducts,
      'POST /v1/payments/{id}/refunds': newRefunds,
      'POST /v1/me/password': passwordChanges,
    },
    // Past the gateway are API Gateway and the host of Functions, which refuse in words of their own.
    straightPort: (path) => (hosts === 'cloud' ? shop.system.ports.gateway : straightPort(path, shop.system.ports)),
    gatewayPort: shop.system.port,
    signature: (body) => signature(secretsOf(shop).webhookSecret, body),
    told,
    prepareRound: async () => {
      await tellOfOrders(shop, customer, told);
      Object.assign(cast, await partners(shop, told));
      // Enough failed log-ins close the door to everybody at this address: then those who are inside stay.
      const groups = await Promise.allSettled([1, 2, 3].map(() => customers(shop.url, leavers)));
      const [refreshing, loggingOut, leaving] = groups.map((group) =>
        group.status === 'fulfilled' ? group.value : [],
      );
      for (const { refreshToken } of refreshing ?? []) told.add('field refreshToken', refreshToken);
      if (loggingOut?.length) cast['who logs out'] = loggingOut;
      if (leaving?.length) cast['who leaves'] = leaving;
    },
  };
}

/** An order of each kind, and their payments. */
async function tellOfOrders(shop: Shop, people: readonly Person[], told: Told): Promise<void> {
  for (const stock of [5, 100_000]) told.hear(await shop.newProduct({ stock }), '/v1/products');
  const item = await shop.newProduct({ stock: 100_000 });
  told.hear(item, '/v1/products');
  const methods = ['pm_card_visa', 'pm_card_3ds', 'pm_card_declined', 'pm_card_slow', 'pm_card_visa'];
  const each = methods.map(async (method, at) => {
    const who = people[at % people.length];
    if (who === undefined) return;
    const placed = await shop.place(who, item, method, 3);
    told.hear(placed, '/v1/orders');
    if (method !== 'pm_card_visa') return;
    const paid = await shop.untilStatus(who, placed, 'paid');
    told.hear(await shop.paymentOf(who, paid), '/v1/payments');
  });
  await Promise.all(each);
}

/** Somebody with an API key and a token of it, for each service that takes such tokens. */
async function partners(shop: Shop, told: Told): Promise<Record<string, Partner[]>> {
  const as = shop.staff.admin.token;
  const key = await ask(shop.url, 'POST /v1/api-keys', { as, body: { name: 'fuzzer', scopes } });
  const { secret } = key.read(createdApiKey);
  told.add('field secret', secret);
  const each = audiences.map(async (name): Promise<[string, Partner[]]> => {
    const body = { grantType: 'client_credentials', audience: `${name}-service` };
    const answer = await ask(shop.url, 'POST /v1/auth/token', { body, headers: { 'x-api-key': secret } });
    return [`partner for ${name}`, [{ token: answer.read(serviceToken).accessToken }]];
  });
  return Object.fromEntries(await Promise.all(each));
}

/** Words that nobody would find by chance. */
const wordsOf = (people: readonly Person[]): Record<string, readonly string[]> => ({
  email: [...people.map(({ email }) => email), 'nobody@system.example', 'Ann.O-Neil+x@System.Example'],
  password: ['causeway-demo-1', 'a long pass phrase of mine'],
  current: ['causeway-demo-1'],
  next: ['causeway-demo-1', 'another long pass phrase'],
  audience: ['order-service', 'product-service', 'analytics-service', 'nobody'],
  paymentMethod: [
    'pm_card_visa',
    'pm_card_visa',
    'pm_card_declined',
    'pm_card_3ds',
    'pm_card_slow',
    'pm_card_insufficient_funds',
  ],
  currency: ['EUR', 'EUR', 'USD', 'JPY'],
  category: ['lighting', 'tests'],
  from: ['2026-01-01T00:00:00.000Z', new Date(Date.now() - 86_400_000).toISOString()],
  to: [new Date(Date.now() + 3_600_000).toISOString(), '2026-12-31T00:00:00.000Z'],
  type: ['account.registered', 'login.succeeded'],
  q: ['lamp', 'test'],
  expiresAt: ['2099-01-01T00:00:00.000Z'],
});

/** The service behind a path, as the gateway finds it: the longest pattern that fits. */
function straightPort(path: string, ports: Ports): number | undefined {
  const fits = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/:\w+/, '[^/]+').replace(/\*$/, '.*')}$`).test(path);
  const patterns = Object.keys(routeTable).filter(fits);
  const service = routeTable[patterns.find((one) => !one.endsWith('*')) ?? patterns[0] ?? ''];
  const byService: Record<string, number> = {
    'identity-service': ports.identity,
    'product-service': ports.product,
    'order-service': ports.order,
    'payment-service': ports.payment,
    'notification-service': ports.notification,
    'analytics-service': ports.analytics,
  };
  return service === undefined ? undefined : byService[service];
}

function signature(secret: string, body: Buffer): string {
  const at = Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`;
}

const intents = fc.oneof(
  fc.constantFrom('pi_unknown', '', '../x', '__proto__'),
  valuesOf({ type: 'string', maxLength: 300 }),
);

const providersEvents = fc.record({
  id: fc.uuid().map((id) => `evt_${id}`),
  object: fc.constant('event'),
  type: fc.constantFrom(
    'payment_intent.succeeded',
    'payment_intent.payment_failed',
    'charge.refunded',
    'refund.failed',
    'rubbish',
  ),
  data: fc.record({
    object: fc.record({
      id: intents,
      object: fc.constantFrom('payment_intent', 'refund', 'x'),
      status: fc.constantFrom('succeeded', 'x'),
    }),
  }),
});

const newOrders = fc.record({
  items: fc.uniqueArray(
    fc.record({ productId: known('id of /v1/products'), quantity: fc.integer({ min: 1, max: 3 }) }),
    {
      minLength: 1,
      maxLength: 3,
      selector: ({ productId }) => productId.pick,
    },
  ),
  paymentMethod: known('field paymentMethod'),
  shippingAddress: fc.record({
    name: textsOf(1, 100),
    line1: textsOf(1, 200),
    line2: fc.option(textsOf(0, 200)),
    city: textsOf(1, 100),
    postalCode: textsOf(1, 20),
    country: fc.constantFrom('IE', 'DE', 'XX'),
  }),
});

const newProducts = fc.record({
  sku: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9@._/-]{0,63}$/),
  name: textsOf(1, 200),
  description: textsOf(0, 5000),
  category: fc.constantFrom('lighting', 'fuzz'),
  price: fc.record({ amount: fc.integer({ min: 1, max: 10_000 }), currency: fc.constantFrom('EUR', 'JPY') }),
  stock: fc.integer({ min: 0, max: 50 }),
});

const newRefunds = fc.record({
  amount: fc.record({ amount: fc.integer({ min: 1, max: 3 }), currency: fc.constant('EUR') }),
  reason: textsOf(1, 200),
});

const registrations = fc.record({
  email: fc
    .stringMatching(/^[a-z]{2}[a-z0-9.+_-]{0,20}[a-z0-9]{10}$/)
    .map((name) => `${name.replace(/\.+/g, '.')}@fuzz.example`),
  password: textsOf(16, 128),
  name: textsOf(1, 100),
});

const passwordChanges = fc.record({ current: fc.constant('causeway-demo-1'), next: fc.constant('causeway-demo-1') });

const logOuts = fc.record({ refreshToken: known('own refreshToken') });
