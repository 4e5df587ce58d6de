import { createdApiKey, serviceToken } from '@causeway/data-model';
import { type Answer, ask, codeOf } from '../system/api.js';
import { aCustomer } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';

const grant = (audience = 'order-service') => ({ grantType: 'client_credentials', audience });
const exchange = (url: string, key: string | undefined, body: unknown = grant()): Promise<Answer> =>
  ask(url, 'POST /v1/auth/token', { body, ...(key === undefined ? {} : { headers: { 'x-api-key': key } }) });
const waysIn = ({ url, system }: Shop): string[] => [url, `http://127.0.0.1:${system.ports.identity}`];

async function aKey(shop: Shop, more: object = {}) {
  const body = { name: 'erp', scopes: ['orders:read'], ...more };
  return (await ask(shop.url, 'POST /v1/api-keys', { as: shop.staff.admin.token, body })).read(createdApiKey);
}

/** Keys that open nothing, by what is wrong with each. */
const wrongKeys: Record<string, (secret: string) => string | undefined> = {
  'is missing': () => undefined,
  'is empty': () => '',
  'is only its prefix': (secret) => secret.slice(0, 12),
  'has one letter changed': (secret) => `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
  'is cut off': (secret) => secret.slice(0, -1),
  'is too long': (secret) => `${secret}A`,
  'is in capitals': (secret) => secret.toUpperCase(),
  'has another’s prefix': (secret) => `cwk_00000000_${secret.slice(13)}`,
  'is a path': () => 'cwk_../../../META',
  'is a pattern': () => 'cwk_%_%',
};

export function keys(test: ShopTest): void {
  for (const [what, wrong] of Object.entries(wrongKeys)) {
    test(`an API key that ${what} is refused before the body is read`, async (shop) => {
      const { secret } = await aKey(shop);
      for (const url of waysIn(shop)) {
        expect([url, codeOf(await exchange(url, wrong(secret), '{ no JSON'))]).toEqual([url, '401 invalid-key']);
      }
      expect((await exchange(shop.url, secret)).status).toBe(200);
    });
  }

  test('a partner cannot be given what only services may, nor give it to itself', async (shop) => {
    const as = shop.staff.admin.token;
    for (const scopes of [['internal'], ['orders:read', 'internal'], ['*'], ['admin'], ['orders:read internal']]) {
      const answer = await ask(shop.url, 'POST /v1/api-keys', { as, body: { name: 'erp', scopes } });
      expect([scopes, codeOf(answer)]).toEqual([scopes, '422 validation']);
    }
    const { secret } = await aKey(shop);
    for (const more of [{ scope: 'internal' }, { scopes: ['internal'] }, { sub: 'service:order-service' }]) {
      expect(codeOf(await exchange(shop.url, secret, { ...grant(), ...more }))).toBe('422 unknown-field');
    }
  });

  test('a partner’s token opens what its scope says, for the service it is for, and nothing else', async (shop) => {
    const { secret } = await aKey(shop, { scopes: ['orders:read'] });
    const { accessToken: as } = (await exchange(shop.url, secret)).read(serviceToken);
    const closed = [
      'GET /v1/orders',
      'GET /v1/cart',
      'POST /v1/orders',
      'POST /v1/orders/019aa000-0000-7000-8000-00000000dead/fulfilment',
    ];
    for (const what of closed) {
      const body = what.startsWith('POST') ? { body: {} } : {};
      expect([what, codeOf(await ask(shop.url, what, { as, ...body }))]).toEqual([what, '403 forbidden']);
    }
    for (const what of ['GET /v1/me', 'GET /v1/analytics/sync', 'GET /v1/notifications', 'POST /v1/products']) {
      const body = what.startsWith('POST') ? { body: {} } : {};
      expect([what, codeOf(await ask(shop.url, what, { as, ...body }))]).toEqual([what, '401 invalid-token']);
    }
  });

  test('a key that is named like a service is no service', async (shop) => {
    const { secret } = await aKey(shop, { name: 'order-service' });
    const { accessToken: as } = (await exchange(shop.url, secret, grant('product-service'))).read(serviceToken);
    const url = `http://127.0.0.1:${shop.system.ports.product}`;
    const body = { orderId: '019aa000-0000-7000-8000-00000000dead', items: [] };
    expect(codeOf(await ask(url, 'POST /internal/reservations', { as, body }))).toBe('403 forbidden');
  });

  test('a revoked key gives nothing at once', async (shop) => {
    const { secret, id } = await aKey(shop);
    await ask(shop.url, `DELETE /v1/api-keys/${id}`, { as: shop.staff.admin.token });
    for (const url of waysIn(shop)) expect(codeOf(await exchange(url, secret))).toBe('401 invalid-key');
  });

  test('an API key is no token, and a token no API key', async (shop) => {
    const { secret } = await aKey(shop);
    expect(codeOf(await ask(shop.url, 'GET /v1/orders', { as: secret }))).toBe('401 invalid-token');
    expect(codeOf(await exchange(shop.url, (await aCustomer(shop.url)).token))).toBe('401 invalid-key');
  });

  test('keys are shown to nobody but an admin, and their secrets to nobody', async (shop) => {
    const { secret } = await aKey(shop);
    for (const { token: as } of [await aCustomer(shop.url), shop.staff.support, shop.staff.merchandiser]) {
      expect(codeOf(await ask(shop.url, 'GET /v1/api-keys', { as }))).toBe('403 forbidden');
    }
    const { text } = await ask(shop.url, 'GET /v1/api-keys?limit=100', { as: shop.staff.admin.token });
    expect(text).toContain(secret.slice(0, 12));
    expect(text).not.toContain(secret.slice(13));
    expect(text).not.toContain('hash');
  });
}
