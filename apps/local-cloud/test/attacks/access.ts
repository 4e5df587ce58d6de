import { type Role, roles } from '@causeway/data-model';
import { type Route, routes } from '@causeway/data-model/documents';
import { ask, codeOf } from '../system/api.js';
import { aCustomer, type Person } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';
import { Forge } from './forge.js';
import { rawRequest } from './raw-request.js';
import { servicesOf } from './targets.js';

const tokenless = ['anyone', 'key-holder', 'provider'];
const guarded = routes.filter(({ callers }) => !callers.some((caller) => tokenless.includes(caller)));
const nowhere = '019aa000-0000-7000-8000-00000000dead';
const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const filledIn = (route: Route, id = nowhere): string => nameOf(route).replace(/\{\w+\}/g, id);

export function access(test: ShopTest): void {
  for (const route of guarded) {
    test(`${nameOf(route)} is closed to who shows nothing, and to every role it is not for`, async (shop) => {
      const forge = await Forge.open(shop.system);
      const body = ['post', 'put', 'patch'].includes(route.method) ? { body: '{"' } : {};
      for (const url of waysTo(shop, route)) {
        expect([url, codeOf(await ask(url, filledIn(route), body))]).toEqual([url, '401 unauthenticated']);
        for (const role of rolesWithout(route)) {
          const as = forge.token({ roles: [role] });
          expect([url, role, codeOf(await ask(url, filledIn(route), { as, ...body }))]).toEqual([
            url,
            role,
            '403 forbidden',
          ]);
        }
      }
    });
  }

  for (const route of guarded.filter(({ callers, path }) => callers.includes('owner') && path.includes('{id}'))) {
    test(`${nameOf(route)} does not exist for anybody but the owner`, async (shop) => {
      const { owner, orderId, paymentId } = await things(shop);
      const id = route.path.startsWith('/v1/payments') ? paymentId : orderId;
      const stranger = await aCustomer(shop.url);
      const body = route.method === 'post' ? { body: { reason: 'mine now' } } : {};
      for (const url of waysTo(shop, route)) {
        const refused = await ask(url, filledIn(route, id), { as: stranger.token, ...body });
        const unknown = await ask(url, filledIn(route), { as: stranger.token, ...body });
        expect([url, codeOf(refused)]).toEqual([url, '404 not-found']);
        // Nobody learns from the refusal whether there is such a thing.
        expect(withoutIds(refused.text)).toBe(withoutIds(unknown.text));
      }
      if (route.method === 'get' && !route.path.endsWith('/events')) {
        expect((await ask(shop.url, filledIn(route, id), { as: owner.token })).status).toBe(200);
      }
    });
  }

  test('a list shows its reader’s own things and nobody else’s', async (shop) => {
    const { orderId } = await things(shop);
    const stranger = await aCustomer(shop.url);
    for (const path of ['/v1/orders', '/v1/notifications', '/v1/cart']) {
      const { status, text } = await ask(shop.url, `GET ${path}`, { as: stranger.token });
      expect([path, status, text.includes(orderId)]).toEqual([path, 200, false]);
    }
    for (const query of ['userId=x', `user=${nowhere}`, 'all=true']) {
      const answer = await ask(shop.url, `GET /v1/orders?${query}`, { as: stranger.token });
      expect([query, codeOf(answer)]).toEqual([query, '400 bad-query']);
    }
  });

  const detours = [
    '/internal/changes',
    '//internal/changes',
    '/internal//changes',
    '/INTERNAL/changes',
    '/v1/../internal/changes',
    '/v1/orders/../../internal/changes',
    '/v1/orders/..%2f..%2finternal%2fchanges',
    '/v1/orders/%2e%2e/%2e%2e/internal/changes',
    '/v1/orders/..;/..;/internal/changes',
    '/v1/%2finternal%2fchanges',
    '/v1/me/..%5c..%5cinternal%5cchanges',
    '/./internal/changes',
    '/internal/changes%00',
    '/internal/changes/',
    '/health/../internal/changes',
    '/__local/../internal/changes',
  ];
  for (const path of detours) {
    test(`what is inside is not reached from outside by ${path}`, async (shop) => {
      const forge = await Forge.open(shop.system);
      const service = { sub: 'service:analytics-service', sid: undefined, roles: undefined, client_id: 'k' };
      for (const aud of ['order-service', 'product-service', 'payment-service']) {
        const as = forge.token({ ...service, aud, scope: 'internal' });
        const { status, text } = await rawly(shop, path, as);
        expect([aud, [400, 401, 403, 404].includes(status), text.includes('"nextCursor"')]).toEqual([aud, true, false]);
      }
    });
  }

  for (const path of [
    '/internal/changes',
    '/internal/events',
    '/internal/reservations',
    '/internal/revoked-sessions',
  ]) {
    test(`${path} is closed to people, to partners, and to services with another’s token, on every service’s port`, async (shop) => {
      const forge = await Forge.open(shop.system);
      const service = { sub: 'service:order-service', sid: undefined, roles: undefined, client_id: 'k' };
      for (const { name, url } of servicesOf(shop)) {
        const method = path.endsWith('events') || path.endsWith('reservations') ? 'POST' : 'GET';
        const body = method === 'POST' ? { body: {} } : {};
        const code = async (as?: string) => codeOf(await ask(url, `${method} ${path}`, { as, ...body }));
        if ((await code()) === '404 not-found') continue;
        expect([name, await code()]).toEqual([name, '401 unauthenticated']);
        expect([name, await code(forge.token({ roles: [...roles] }))]).toEqual([name, '403 forbidden']);
        expect([name, await code(forge.token({ ...service, aud: name, scope: 'orders:read' }))]).toEqual([
          name,
          '403 forbidden',
        ]);
        const elsewhere = name === 'order-service' ? 'product-service' : 'order-service';
        expect([name, await code(forge.token({ ...service, aud: elsewhere, scope: 'internal' }))]).toEqual([
          name,
          '401 invalid-token',
        ]);
        expect([name, await code(forge.token({ ...service, aud: [name], scope: 'internal' }))]).toEqual([
          name,
          '401 invalid-token',
        ]);
      }
    });
  }

  test('a role cannot be given by who opens an account, nor by who logs in', async (shop) => {
    const body = { email: 'climber@system.example', password: 'causeway-demo-1', name: 'Climber' };
    for (const more of [{ roles: ['admin'] }, { role: 'admin' }, { id: nowhere }, { isAdmin: true }]) {
      const answer = await ask(shop.url, 'POST /v1/auth/register', { body: { ...body, ...more } });
      expect(codeOf(answer)).toBe('422 unknown-field');
    }
  });

  test('who is who inside, and how it is, is told to an admin alone', async (shop) => {
    const { token } = await aCustomer(shop.url);
    for (const as of [undefined, token, shop.staff.support.token]) {
      expect(JSON.parse((await ask(shop.url, 'GET /health/ready', { as })).text)).toEqual({ status: 'ready' });
    }
    const told = JSON.parse((await ask(shop.url, 'GET /health/ready', { as: shop.staff.admin.token })).text);
    expect(Object.keys(told.services)).toContain('order-service');
  });
}

/** Through the gateway, and straight at the service whose route it is. */
function waysTo(shop: Shop, { path }: Route): string[] {
  const { ports } = shop.system;
  const straight = /\/payment/.test(path)
    ? ports.payment
    : /^\/v1\/(auth|me|api-keys|signing-keys|audit-events)/.test(path)
      ? ports.identity
      : /^\/v1\/(products|categories)/.test(path)
        ? ports.product
        : /^\/v1\/(orders|cart)/.test(path)
          ? ports.order
          : path.startsWith('/v1/notifications')
            ? ports.notification
            : ports.analytics;
  return [shop.url, `http://127.0.0.1:${straight}`];
}

function rolesWithout({ callers }: Route): Role[] {
  if (callers.includes('user') || callers.includes('owner')) return [];
  return roles.filter((role) => !callers.includes(role));
}

const withoutIds = (text: string): string => text.replaceAll(/[0-9a-f]{32}|[0-9a-f-]{36}/g, '');

let kept: { shop: Shop; owner: Person; orderId: string; paymentId: string } | undefined;

/** Somebody's order and payment. */
async function things(shop: Shop) {
  if (kept?.shop === shop) return kept;
  const owner = await aCustomer(shop.url);
  const { id: orderId } = await shop.untilStatus(owner, await shop.place(owner, await shop.newProduct()), 'paid');
  const { id: paymentId } = await shop.paymentOf(owner, { id: orderId } as Parameters<Shop['paymentOf']>[1]); // only its id is read
  kept = { shop, owner, orderId, paymentId };
  return kept;
}

/** As it stands: `fetch` would tidy the path up. */
function rawly({ system: { port } }: Shop, path: string, as: string): Promise<{ status: number; text: string }> {
  return rawRequest(port, [
    `GET ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${as}`,
    'connection: close',
  ]);
}
