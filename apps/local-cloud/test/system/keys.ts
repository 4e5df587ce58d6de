import { createdApiKey, keyRotation, serviceToken } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { ask, codeOf } from './api.js';
import { aCustomer, customers, logIn, type Person } from './people.js';
import type { Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

/** One route of each service that asks who is there. */
const everywhere = ['/v1/me', '/v1/cart', '/v1/orders', '/v1/notifications'];
/** Those of them that identity-service does not answer itself. */
const elsewhere = everywhere.slice(1);

export function keys(test: ShopTest): void {
  test('a key is rotated under load and no request is refused, neither with old tokens nor with new ones', async (shop) => {
    const people = await customers(shop.url, 4);
    const load = startLoad(shop, people, everywhere);
    const answer = await ask(shop.url, 'POST /v1/signing-keys/rotation', { as: shop.staff.admin.token });
    const { kid, activeFrom, previous } = answer.read(keyRotation);
    const inUse = await eventually(async () => {
      const fresh = await logIn(shop.url, people[0]?.email ?? '');
      load.join({ ...(people[0] as Person), ...fresh }); // customers() has made four
      expect(kidOf(fresh.token)).toBe(kid);
      return Date.now();
    }, 30_000);
    expect(inUse).toBeGreaterThanOrEqual(Date.parse(activeFrom));
    for (const path of everywhere) await load.seen(path, 20);
    const { refused, kids } = await load.stop();
    expect(refused).toEqual([]);
    expect([...kids].sort()).toEqual([previous.kid, kid].sort());
  }, 60_000);

  test('identity-service dies under load and no token that somebody holds is refused', async (shop) => {
    const load = startLoad(shop, await customers(shop.url, 4), elsewhere);
    const { processes } = await shop.system.report();
    const { pid, restarts } = processes.find(({ name }) => name === 'identity-service') ?? {};
    if (typeof pid !== 'number' || restarts === undefined) throw new Error('identity-service does not run.');
    for (const path of elsewhere) await load.seen(path, 10);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      const now = (await shop.system.report()).processes.find(({ name }) => name === 'identity-service');
      expect(now?.restarts).toBe(restarts + 1);
      expect((await ask(shop.url, 'GET /v1/me', { as: shop.staff.admin.token })).status).toBe(200);
    }, 30_000);
    for (const path of elsewhere) await load.seen(path, 10);
    expect((await load.stop()).refused).toEqual([]);
  }, 60_000);

  test('another password ends all other sessions within 5 seconds, in both clouds', async (shop) => {
    const here = await aCustomer(shop.url);
    const there = await logIn(shop.url, here.email);
    for (const path of everywhere) {
      expect((await ask(shop.url, `GET ${path}`, { as: there.token })).status).toBe(200);
    }
    const body = { current: 'causeway-demo-1', next: 'causeway-demo-2' };
    expect((await ask(shop.url, 'POST /v1/me/password', { as: here.token, body })).status).toBe(204);
    await refusedWithin(5000, shop, there.token);
    for (const path of everywhere) {
      expect((await ask(shop.url, `GET ${path}`, { as: here.token })).status).toBe(200);
    }
  });

  test('a partner does what its key is for, in both clouds, and nothing from 5 seconds after it is revoked', async (shop) => {
    const order = await shop.place(await aCustomer(shop.url), await shop.newProduct());
    const as = shop.staff.admin.token;
    const wanted = { name: 'erp', scopes: ['orders:read', 'payments:read'] };
    const key = (await ask(shop.url, 'POST /v1/api-keys', { as, body: wanted })).read(createdApiKey);
    const tokenFor = async (audience: string) => {
      const body = { grantType: 'client_credentials', audience };
      const answer = await ask(shop.url, 'POST /v1/auth/token', { body, headers: { 'x-api-key': key.secret } });
      return answer.read(serviceToken).accessToken;
    };
    const [forOrders, forPayments] = [await tokenFor('order-service'), await tokenFor('payment-service')];
    await eventually(async () => {
      const paid = await ask(shop.url, `GET /v1/orders/${order.id}/payment`, { as: forPayments });
      expect(paid.status).toBe(200);
    });
    expect((await ask(shop.url, `GET /v1/orders/${order.id}`, { as: forOrders })).status).toBe(200);
    expect(codeOf(await ask(shop.url, `GET /v1/orders/${order.id}`, { as: forPayments }))).toBe('401 invalid-token');
    expect(codeOf(await ask(shop.url, 'GET /v1/orders', { as: forOrders }))).toBe('403 forbidden');
    expect(codeOf(await ask(shop.url, 'GET /v1/analytics/sync', { as: forOrders }))).toBe('401 invalid-token');

    expect((await ask(shop.url, `DELETE /v1/api-keys/${key.id}`, { as })).status).toBe(204);
    await eventually(async () => {
      for (const [path, token] of [
        [`/v1/orders/${order.id}`, forOrders],
        [`/v1/orders/${order.id}/payment`, forPayments],
      ]) {
        expect(codeOf(await ask(shop.url, `GET ${path}`, { as: token }))).toBe('401 invalid-token');
      }
    }, 5000);
  });
}

async function refusedWithin(ms: number, shop: Shop, token: string): Promise<void> {
  await eventually(async () => {
    for (const path of everywhere) {
      expect(codeOf(await ask(shop.url, `GET ${path}`, { as: token }))).toBe('401 invalid-token');
    }
  }, ms);
}

/** People who ask for these paths again and again, until they are told to stop. */
function startLoad(shop: Shop, people: readonly Person[], paths: readonly string[]) {
  const refused: string[] = [];
  const kids = new Set<string>();
  const counts = new Map<string, number>();
  let stopped = false;
  const keepAsking = async ({ token }: Person) => {
    while (!stopped) {
      for (const path of paths) {
        const { status, text } = await ask(shop.url, `GET ${path}`, { as: token });
        if (status !== 200) refused.push(`GET ${path}: ${status} ${text}`);
        counts.set(path, (counts.get(path) ?? 0) + 1);
      }
      kids.add(kidOf(token));
    }
  };
  const busy = people.map(keepAsking);
  return {
    join: (person: Person) => void busy.push(keepAsking(person)),
    /** Resolves when a path was asked for so many times more. */
    seen: (path: string, times: number) => {
      const until = (counts.get(path) ?? 0) + times;
      return eventually(() => expect(counts.get(path)).toBeGreaterThanOrEqual(until), 30_000);
    },
    stop: async () => {
      stopped = true;
      await Promise.all(busy);
      return { refused, kids };
    },
  };
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).kid;
