import { randomUUID } from 'node:crypto';
import { auditEvent, erasure, pseudonymOf, serviceToken } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import { type Answer, ask, codeOf } from '../system/api.js';
import { withBus } from '../system/bus.js';
import { aCustomer, logIn, type Person } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';
import { secretsOf } from './shops-secrets.js';
import { everyWayIn } from './targets.js';

const keepers = ['order', 'payment', 'notification', 'analytics'] as const;
const at = ({ system: { ports } }: Shop, service: (typeof keepers)[number] | 'identity'): string =>
  `http://127.0.0.1:${ports[service]}`;

const erase = (shop: Shop, { token }: Pick<Person, 'token'>, url = shop.url): Promise<Answer> =>
  ask(url, 'DELETE /v1/me', { as: token });

async function tokenOf(shop: Shop, service: 'product-service' | 'order-service', audience = 'identity-service') {
  const headers = { 'x-api-key': secretsOf(shop).serviceApiKeys[service] };
  const body = { grantType: 'client_credentials', audience };
  return (await ask(shop.url, 'POST /v1/auth/token', { body, headers })).read(serviceToken).accessToken;
}

export function privacy(test: ShopTest): void {
  test('a token of somebody who is erased opens nothing from 5 seconds on, whichever way in', async (shop) => {
    const person = await aCustomer(shop.url);
    const elsewhere = await logIn(shop.url, person.email);
    expect((await erase(shop, person)).status).toBe(202);
    for (const token of [person.token, elsewhere.token])
      for (const { name, url, path } of everyWayIn(shop)) {
        await eventually(async () => {
          const refused = await ask(url, `GET ${path}`, { as: token });
          expect([name, codeOf(refused)]).toEqual([name, '401 invalid-token']);
        }, 5000);
      }
  });

  test('a refresh token of somebody who is erased gives nothing', async (shop) => {
    const person = await aCustomer(shop.url);
    await erase(shop, person);
    const refused = await ask(shop.url, 'POST /v1/auth/refresh', { body: { refreshToken: person.refreshToken } });
    expect(codeOf(refused)).toBe('401 invalid-credentials');
  });

  test('a log-in as somebody who is erased is refused as one of somebody who never was', async (shop) => {
    const person = await aCustomer(shop.url);
    await erase(shop, person);
    const logInAs = (email: string) =>
      ask(shop.url, 'POST /v1/auth/login', { body: { email, password: 'causeway-demo-1' } });
    const gone = await logInAs(person.email);
    const never = await logInAs('never-was@system.example');
    expect([gone, never].map(codeOf)).toEqual(['401 invalid-credentials', '401 invalid-credentials']);
    const told = ({ text }: Answer) => text.replace(/"traceId":"\w+"/, '');
    expect(told(gone)).toBe(told(never));
  });

  test('an order that is sent as its customer is erased is refused or settled, and leaves nobody’s address behind', async (shop) => {
    const person = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 50 });
    const body = { items: [{ productId: product.id, quantity: 1 }], paymentMethod: 'pm_card_visa', shippingAddress };
    const before = await shop.send(person, body);
    const [gone, ...orders] = await Promise.all([
      erase(shop, person),
      ...Array.from({ length: 10 }, () => shop.send(person, body)),
    ]);
    expect(gone.status).toBe(202);
    await isComplete(shop, gone);
    const placed = [before, ...orders].filter(({ status }) => status === 201);
    for (const refused of orders.filter(({ status }) => status !== 201))
      expect(codeOf(refused)).toMatch(/^(401 invalid-token|404 not-found|409 illegal-state)$/);
    for (const { text } of placed) {
      const { id } = z.object({ id: z.string() }).parse(JSON.parse(text));
      await eventually(async () => {
        const kept = await shop.read(shop.staff.support, id);
        expect(kept.userId).toBe(pseudonymOf(person.id));
        expect(JSON.stringify(kept)).not.toContain(shippingAddress.line1);
      }, 20_000);
    }
  });

  test('nobody is erased by an event that identity-service knows nothing of', async (shop) => {
    const person = await aCustomer(shop.url);
    const account = { id: person.id, roles: ['customer' as const], createdAt: new Date().toISOString(), version: 2 };
    await withBus(shop, async (bus) => {
      for (const service of keepers)
        expect([service, await bus.tell(`${service}-service`, 'shop.account.erased.v1', { account })]).toEqual([
          service,
          'contradiction',
        ]);
    });
    const order = await shop.place(person, await shop.newProduct());
    expect((await shop.untilStatus(person, order, 'paid')).userId).toBe(person.id);
  });

  test('what services say of erased people is for services, and for nobody else to say', async (shop) => {
    const person = await aCustomer(shop.url);
    const nobody = randomUUID();
    const routes = [
      [at(shop, 'identity'), `GET /internal/erasures/${person.id}`],
      [at(shop, 'identity'), `POST /internal/erasures/${person.id}/reports`],
      ...keepers.map((service) => [at(shop, service), `GET /internal/people/${person.id}/data`]),
    ];
    for (const [url = '', what = ''] of routes) {
      const body = what.startsWith('POST') ? { body: { erased: {} } } : {};
      expect([what, codeOf(await ask(url, what, body))]).toEqual([what, '401 unauthenticated']);
      for (const { token } of [person, shop.staff.admin])
        expect([what, codeOf(await ask(url, what, { as: token, ...body }))]).toEqual([what, '403 forbidden']);
      const through = await ask(shop.url, what, { as: await tokenOf(shop, 'order-service'), ...body });
      expect([what, codeOf(through)]).toEqual([what, '404 not-found']);
    }
    const reports = `POST /internal/erasures/${nobody}/reports`;
    const unknown = { as: await tokenOf(shop, 'order-service'), body: { erased: { orders: 1 } } };
    expect(codeOf(await ask(at(shop, 'identity'), reports, unknown))).toBe('404 not-found');
  });

  test('a service that keeps nothing of people cannot report that it has erased somebody', async (shop) => {
    const person = await aCustomer(shop.url);
    const answer = await erase(shop, person);
    const as = await tokenOf(shop, 'product-service');
    const what = `POST /internal/erasures/${person.id}/reports`;
    const refused = await ask(at(shop, 'identity'), what, { as, body: { erased: { orders: 99 } } });
    expect([403, 422]).toContain(refused.status);
    const { services } = await isComplete(shop, answer);
    expect(services.map(({ service }) => service)).not.toContain('product-service');
  });

  test('how far an erasure has come says nothing of who it was, and cannot be guessed', async (shop) => {
    const person = await aCustomer(shop.url);
    const answer = await erase(shop, person);
    const told = await isComplete(shop, answer);
    expect(JSON.stringify(told)).not.toContain(person.id);
    expect(JSON.stringify(told)).not.toContain(person.email);
    for (const id of [randomUUID(), person.id, pseudonymOf(person.id), '..%2f..%2finternal', 'ER%23', '%00'])
      expect([id, codeOf(await ask(shop.url, `GET /v1/erasures/${id}`))]).toEqual([id, '404 not-found']);
  });

  test('asked twice, or ten times at once, a person is erased once', async (shop) => {
    const person = await aCustomer(shop.url);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => erase(shop, person, n % 2 === 0 ? shop.url : at(shop, 'identity'))),
    );
    const done = answers.filter(({ status }) => status === 202).map((answer) => answer.read(erasure).id);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done).size).toBe(1);
    for (const late of answers.filter(({ status }) => status !== 202)) expect(codeOf(late)).toBe('401 invalid-token');
    const as = shop.staff.admin.token;
    const events = await ask(shop.url, 'GET /v1/audit-events?type=account.erased&limit=100', { as });
    const { items } = events.read(z.object({ items: z.array(auditEvent) }));
    expect(items.filter(({ subject }) => subject === person.id)).toHaveLength(1);
  });

  test('a page elsewhere cannot have anybody erased, nor read their data', async (shop) => {
    const person = await aCustomer(shop.url);
    for (const method of ['DELETE', 'GET']) {
      const path = method === 'GET' ? '/v1/me/export' : '/v1/me';
      const answer = await fetch(shop.url + path, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': method },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await ask(shop.url, 'GET /v1/me', { as: person.token })).status).toBe(200);
  });

  for (const [what, header] of Object.entries(overrides)) {
    test(`a read is not turned into an erasure by ${what}`, async (shop) => {
      const person = await aCustomer(shop.url);
      const headers = { authorization: `Bearer ${person.token}`, ...header };
      await fetch(`${shop.url}/v1/me?_method=DELETE`, { headers });
      await fetch(`${shop.url}/v1/me`, { headers, method: 'POST', body: '_method=DELETE' });
      expect((await ask(shop.url, 'GET /v1/me', { as: person.token })).status).toBe(200);
    });
  }

  test('a copy of somebody’s data is for them alone: no id, header or query makes it another’s', async (shop) => {
    const [person, other] = [await aCustomer(shop.url), await aCustomer(shop.url)];
    for (const query of [`?userId=${other.id}`, `?id=${other.id}`, `?user=${other.email}`]) {
      const answer = await ask(shop.url, `GET /v1/me/export${query}`, { as: person.token });
      expect([answer.status, answer.text.includes(other.id)]).toEqual([answer.status, false]);
    }
    const headers = { 'x-user-id': other.id, 'x-forwarded-user': other.email };
    const copy = await ask(shop.url, 'GET /v1/me/export', { as: person.token, headers });
    expect([copy.status, copy.text.includes(other.id), copy.text.includes(person.id)]).toEqual([200, false, true]);
    expect(copy.headers.get('cache-control')).toContain('no-store');
  });
}

const overrides: Record<string, Record<string, string>> = {
  'X-HTTP-Method-Override': { 'x-http-method-override': 'DELETE' },
  'X-Method-Override': { 'x-method-override': 'DELETE' },
  'X-HTTP-Method': { 'x-http-method': 'DELETE' },
};

const shippingAddress = {
  name: 'Ottoline Vane',
  line1: '9 Vanishing Row',
  line2: null,
  city: 'Hollow',
  postalCode: 'H0',
  region: null,
  country: 'IE',
};

/** The erasure an answer tells of, once every service has said that it is done. */
const isComplete = (shop: Shop, answer: Answer) => {
  const { id } = answer.read(erasure);
  return eventually(async () => {
    const now = (await ask(shop.url, `GET /v1/erasures/${id}`)).read(erasure);
    expect(now.status).toBe('complete');
    return now;
  }, 60_000);
};
