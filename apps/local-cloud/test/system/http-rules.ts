import { type Product, product } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import { type Answer, type Asked, ask, codeOf } from './api.js';
import { forgedTokens } from './forged-tokens.js';
import { aCustomer, type Person } from './people.js';
import { orderOf } from './shop.js';
import type { ShopTest } from './shop-test.js';

const page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

export function httpRules(test: ShopTest): void {
  test('what is not JSON is 415, too much of it 413, and what nobody can be given 406', async (shop) => {
    const { token: as } = await aCustomer(shop.url);
    const place = (asked: Asked) => ask(shop.url, 'POST /v1/orders', { as, ...asked });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data']) {
      expect([type, codeOf(await place({ body: 'x', headers: { 'content-type': type } }))]).toEqual([
        type,
        '415 unsupported-media-type',
      ]);
    }
    for (const length of [1_100_000, 5_900_000, 7_000_000, 5_900_000, 7_000_000]) {
      expect([length, codeOf(await place({ body: `"${'x'.repeat(length)}"` }))]).toEqual([length, '413 too-large']);
    }
    expect(codeOf(await ask(shop.url, 'GET /v1/products', { headers: { accept: 'image/png' } }))).toBe(
      '406 not-acceptable',
    );
    expect((await ask(shop.url, 'GET /v1/products', { headers: { accept: 'text/html, */*;q=0.1' } })).status).toBe(200);
  });

  test('another method than a path has is 405 and says which it has', async (shop) => {
    const { token: as } = await aCustomer(shop.url);
    const allowed = async (what: string) => {
      const answer = await ask(shop.url, what, { as });
      expect([what, codeOf(answer)]).toEqual([what, '405 method-not-allowed']);
      return answer.headers.get('allow');
    };
    expect(await allowed('DELETE /v1/orders')).toBe('GET, HEAD, POST');
    expect(await allowed('PUT /v1/products')).toBe('GET, HEAD, POST');
    expect(await allowed('GET /v1/auth/login')).toBe('POST');
    expect(await allowed('POST /v1/me')).toBe('GET, HEAD, DELETE');
    expect(await allowed('DELETE /openapi.json')).toBe('GET, HEAD');
  });

  test('what is inside is not outside', async (shop) => {
    const { token: as } = shop.staff.admin;
    const inside = [
      'GET /internal/changes',
      'POST /internal/reservations',
      'POST /internal/events',
      'GET /internal/revoked-sessions',
    ];
    for (const what of [...inside, 'GET /v1/orders/..%2f..%2finternal%2fchanges', 'GET /v1/nothing']) {
      expect([what, codeOf(await ask(shop.url, what, { as }))]).toEqual([what, '404 not-found']);
    }
  });

  test('a token that is wrong, expired, garbled or for somebody else is 401 and says what is expected', async (shop) => {
    const { token } = await aCustomer(shop.url);
    const tokens = await forgedTokens(shop.system, token);
    expect((await ask(shop.url, 'GET /v1/orders', { as: tokens.good })).status).toBe(200);
    const { good: _, ...bad } = tokens;
    for (const [what, as] of Object.entries(bad)) {
      for (const path of ['/v1/orders', '/v1/me', '/v1/notifications']) {
        const answer = await ask(shop.url, `GET ${path}`, { as });
        expect([what, path, codeOf(answer)]).toEqual([what, path, '401 invalid-token']);
        expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      }
    }
    for (const authorization of [undefined, 'Basic YTpi', 'Bearer']) {
      const answer = await ask(shop.url, 'POST /v1/orders', {
        body: '{"',
        ...(authorization === undefined ? {} : { headers: { authorization } }),
      });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
    }
  });

  test('after a log-out its tokens stop working', async (shop) => {
    const { token: as, refreshToken } = await aCustomer(shop.url);
    expect((await ask(shop.url, 'GET /v1/orders', { as })).status).toBe(200);
    expect((await ask(shop.url, 'POST /v1/auth/logout', { as, body: { refreshToken } })).status).toBe(204);
    await eventually(
      async () => expect(codeOf(await ask(shop.url, 'GET /v1/orders', { as }))).toBe('401 invalid-token'),
      10_000,
    );
    expect(codeOf(await ask(shop.url, 'POST /v1/auth/refresh', { body: { refreshToken } }))).toBe(
      '401 invalid-credentials',
    );
  });

  test('a role that somebody has not is 403, whatever the body', async (shop) => {
    const { merchandiser, support, analyst } = shop.staff;
    const item = await shop.newProduct();
    const customer = await aCustomer(shop.url);
    const denied: [string, Person][] = [
      ['POST /v1/products', customer],
      ['POST /v1/products', support],
      [`POST /v1/products/${item.id}/stock-adjustments`, analyst],
      ['POST /v1/products/imports', customer],
      ['POST /v1/payments/019aa000-0000-7000-8000-00000000dead/refunds', merchandiser],
      ['POST /v1/payments/019aa000-0000-7000-8000-00000000dead/resolution', customer],
      ['POST /v1/orders/019aa000-0000-7000-8000-00000000dead/fulfilment', analyst],
      ['GET /v1/analytics/sync', merchandiser],
      ['GET /v1/analytics/customers', customer],
    ];
    for (const [what, { token: as }] of denied) {
      const answer = await ask(shop.url, what, { as, ...(what.startsWith('POST') ? { body: '{"' } : {}) });
      expect([what, codeOf(answer)]).toEqual([what, '403 forbidden']);
    }
  });

  test('a product is changed only by who has seen it, whatever was sold in between', async (shop) => {
    const { token: as } = shop.staff.merchandiser;
    const item = await shop.newProduct();
    const what = `PATCH /v1/products/${item.id}`;
    const etagOf = (answer: Answer) => answer.headers.get('etag') ?? '';
    const seen = etagOf(await ask(shop.url, `GET /v1/products/${item.id}`));
    const buyer = await aCustomer(shop.url);
    const order = await shop.place(buyer, item);

    const change = (name: string, headers?: Record<string, string>) =>
      ask(shop.url, what, { as, body: { name }, ...(headers === undefined ? {} : { headers }) });
    expect(codeOf(await change('Lost'))).toBe('428 precondition-required');
    const changed = await change('New', { 'if-match': seen });
    expect(changed.status).toBe(200);
    for (const stale of [seen, `W/${etagOf(changed)}`, '"rubbish"', '']) {
      expect([stale, codeOf(await change('Lost', { 'if-match': stale }))]).toEqual([stale, '412 precondition-failed']);
    }
    // Until the sale is over, its stock goes on changing.
    await shop.timelineUntil(buyer, order, 'reservation.committed');
    const now = await ask(shop.url, `GET /v1/products/${item.id}`);
    expect(now.read(product).name).toBe('New');
    for (const known of [etagOf(now), `W/${etagOf(now)}`, `"x", ${etagOf(now)}`, '*']) {
      const answer = await ask(shop.url, `GET /v1/products/${item.id}`, { headers: { 'if-none-match': known } });
      expect([known, answer.status, answer.text, etagOf(answer)]).toEqual([known, 304, '', etagOf(now)]);
    }
    expect(codeOf(await ask(shop.url, `DELETE /v1/products/${item.id}`, { as }))).toBe('428 precondition-required');
    expect(
      (await ask(shop.url, `DELETE /v1/products/${item.id}`, { as, headers: { 'if-match': etagOf(changed) } })).status,
    ).toBe(204);
    expect(codeOf(await ask(shop.url, `GET /v1/products/${item.id}`))).toBe('404 not-found');
  });

  test('orders and categories that are known already are not sent again', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct());
    await shop.timelineUntil(customer, placed, 'notification.sent');
    for (const path of [`/v1/orders/${placed.id}`, '/v1/categories']) {
      const as = path === '/v1/categories' ? undefined : customer.token;
      const first = await ask(shop.url, `GET ${path}`, { as });
      const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
      expect((await ask(shop.url, `GET ${path}`, { as, headers })).status).toBe(304);
    }
  });

  test('a list goes on where it stopped, and a cursor is good for its own list only', async (shop) => {
    const [ann, bob] = [await aCustomer(shop.url), await aCustomer(shop.url)];
    const items = [await shop.newProduct({ stock: 9 })] as const;
    for (const who of [ann, ann, ann, bob, bob]) await shop.place(who, items[0]);
    const list = (who: Person, query: string) => ask(shop.url, `GET /v1/orders?${query}`, { as: who.token });
    const first = (await list(ann, 'limit=2')).read(page);
    expect(first.items).toHaveLength(2);
    const cursor = first.nextCursor ?? '';
    expect((await list(ann, `limit=2&cursor=${cursor}`)).read(page)).toMatchObject({ items: [{}], nextCursor: null });

    const catalogue = (await ask(shop.url, 'GET /v1/products?limit=2')).read(page).nextCursor ?? '';
    const [head, signature] = cursor.split('.');
    const bent = `${Buffer.from('{"id":"x"}').toString('base64url')}.${signature}`;
    const refused: Answer[] = [
      await list(bob, `cursor=${cursor}`),
      await list(ann, `cursor=${catalogue}`),
      await list(ann, `cursor=${bent}`),
      await list(ann, `cursor=${head}`),
      await list(ann, 'cursor=x'),
      await list(ann, `cursor=${'x'.repeat(3000)}`),
      await list(ann, 'limit=0'),
      await list(ann, 'limit=101'),
      await list(ann, 'limit=two'),
      await list(ann, 'page=2'),
      await ask(shop.url, `GET /v1/products?q=lamp&cursor=${catalogue}`),
      await ask(shop.url, `GET /v1/products?sort=price&cursor=${catalogue}`),
      await ask(shop.url, 'GET /v1/products?minPrice=-1'),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => '400 bad-query'));
    expect((await ask(shop.url, `GET /v1/products?cursor=${catalogue}`)).status).toBe(200);
  });

  test('a webhook that the provider has not signed changes nothing', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
    await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
    const body = { id: 'evt_1', type: 'payment_intent.succeeded', data: { object: { id: 'pi_1' } } };
    for (const headers of [{}, { 'stripe-signature': 't=1,v1=00' }]) {
      expect(codeOf(await ask(shop.url, 'POST /v1/payments/webhooks', { body, headers }))).toBe('401 bad-signature');
    }
    expect((await shop.read(customer, placed.id)).status).toBe('pending_payment');
    await shop.cancel(customer, placed);
    await shop.untilStatus(customer, placed, 'cancelled');
  });

  test('a cart holds nothing, is never 404, and is emptied of what was ordered', async (shop) => {
    const customer = await aCustomer(shop.url);
    const cart = (what: string, body?: unknown) => ask(shop.url, what, { as: customer.token, body });
    const [bought, kept] = [await shop.newProduct(), await shop.newProduct()];
    expect(JSON.parse((await cart('GET /v1/cart')).text)).toMatchObject({ items: [] });
    for (const { id } of [bought, kept])
      expect((await cart(`PUT /v1/cart/items/${id}`, { quantity: 2 })).status).toBe(200);
    expect(codeOf(await cart(`PUT /v1/cart/items/${kept.id}`, { quantity: 0 }))).toBe('422 validation');
    expect(await shop.available(bought)).toBe(5);
    await shop.send(customer, orderOf(bought));
    expect(productsIn(await cart('GET /v1/cart'))).toEqual([kept.id]);
    expect((await cart('DELETE /v1/cart')).status).toBe(204);
  });
}

const productsIn = (answer: Answer): Product['id'][] =>
  answer
    .read(z.object({ items: z.array(z.object({ productId: z.string() })) }))
    .items.map(({ productId }) => productId);
