import { createHash } from 'node:crypto';
import { canonicalJson, changeItem, listOf } from '@causeway/data-model';
import { anOrder } from '@causeway/testing';
import { badPages } from '@causeway/testing/bad-pages';
import Stripe from 'stripe';
import { v7 } from 'uuid';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';
import { webhookSecret } from './engines/sandbox.js';

let world: World;
let app: PaymentApp;

beforeAll(async () => {
  world = await startWorld();
  app = await startPaymentApp(world);
});
afterAll(async () => {
  await app.stop();
  await world.stop();
});

describe('a payment', () => {
  it('is seen by its owner and by support; for everybody else it does not exist', async () => {
    const order = anOrder();
    await app.placed(order);
    const { id } = await app.paymentOf(order);
    const owner = world.issuer.userToken({ userId: order.userId });
    for (const path of [`/v1/payments/${id}`, `/v1/orders/${order.id}/payment`]) {
      expect(await app.request('GET', path, owner)).toMatchObject({ status: 200, body: { id, status: 'captured' } });
      expect(await app.request('GET', path, app.supportToken)).toMatchObject({ status: 200, body: { id } });
      for (const other of [world.issuer.userToken(), world.issuer.userToken({ roles: ['analyst', 'merchandiser'] })]) {
        expect(await app.request('GET', path, other)).toMatchObject({ status: 404, body: { code: 'not-found' } });
      }
      expect(await app.request('GET', path, 'rubbish')).toMatchObject({ status: 401 });
    }
    expect(await app.request('GET', '/v1/payments/rubbish', owner)).toMatchObject({ status: 404 });
  });

  it('shows what the contract shows and nothing else', async () => {
    const order = anOrder();
    await app.placed(order);
    expect(Object.keys(await app.paymentOf(order))).toEqual([
      'id',
      'orderId',
      'status',
      'amount',
      'refunded',
      'method',
      'declineCode',
      'nextAction',
      'refunds',
      'createdAt',
      'updatedAt',
    ]);
  });

  it('is refunded and resolved by support only', async () => {
    const customer = world.issuer.userToken();
    const body = { reason: 'x' };
    expect(await app.request('POST', `/v1/payments/${v7()}/refunds`, customer, body)).toMatchObject({ status: 403 });
    const resolution = { outcome: 'captured', note: 'seen in the bank' };
    expect(await app.request('POST', `/v1/payments/${v7()}/resolution`, customer, resolution)).toMatchObject({
      status: 403,
    });
    const path = `/v1/payments/${v7()}/resolution`;
    expect(await app.request('POST', path, app.supportToken, resolution)).toMatchObject({ status: 404 });
  });

  it('that is not in review cannot be resolved', async () => {
    const order = anOrder();
    await app.placed(order);
    const { id } = await app.paymentOf(order);
    const resolution = { outcome: 'cancelled', note: 'no' };
    expect(await app.request('POST', `/v1/payments/${id}/resolution`, app.supportToken, resolution)).toMatchObject({
      status: 409,
      body: { code: 'illegal-state' },
    });
  });
});

describe('the provider’s webhook', () => {
  const post = async (body: string, signature: string | undefined) => {
    const response = await fetch(`${app.url}/v1/payments/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature === undefined ? {} : { 'stripe-signature': signature }),
      },
      body,
    });
    return { status: response.status, body: await response.json() };
  };
  const signed = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret, ...options });
  const eventOf = (object: object, id = `evt_${v7()}`) =>
    JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', data: { object } });
  const seconds = () => Math.floor(Date.now() / 1000);

  it('is answered for intents we do not know, for other objects and for repeats', async () => {
    const unknown = eventOf({ object: 'payment_intent', id: 'pi_nobody' });
    const customer = eventOf({ object: 'customer', id: 'cus_1' });
    for (const body of [unknown, unknown, customer]) {
      expect(await post(body, signed(body))).toEqual({ status: 200, body: { received: true } });
    }
  });

  it.each([
    ['{ no JSON', 400, 'malformed-json'],
    ['null', 422, 'validation'],
    ['{}', 422, 'validation'],
  ])('says of %j, which was signed, that it is no event', async (body, status, code) => {
    expect(await post(body, signed(body))).toMatchObject({ status, body: { code } });
  });

  it('believes nothing but the signature: a payload that lies changes nothing', async () => {
    const order = anOrder({ paymentMethod: 'pm_card_3ds' });
    await app.placed(order);
    const intent = (await world.sandbox.intents()).find(({ metadata }) => metadata.orderId === order.id);
    const lie = eventOf({ object: 'payment_intent', id: intent?.id, status: 'succeeded', amount_received: 2598 });
    expect(await post(lie, signed(lie))).toMatchObject({ status: 200 });
    expect(await app.paymentOf(order)).toMatchObject({ status: 'requires_action' });
  });

  it('is refused without a good signature over exactly these bytes, made lately', async () => {
    const body = eventOf({ object: 'payment_intent', id: 'pi_1' });
    const refusals = [
      [body, undefined],
      [body, 'rubbish'],
      [body, signed(body, { secret: 'whsec_somebody_else' })],
      [`${body} `, signed(body)],
      [body, signed(body, { timestamp: seconds() - 301 })],
      ['{ no JSON', 'rubbish'],
    ] as const;
    for (const [sent, signature] of refusals) {
      expect(await post(sent, signature)).toMatchObject({ status: 401, body: { code: 'bad-signature' } });
    }
    expect(await post(body, signed(body, { timestamp: seconds() - 290 }))).toMatchObject({ status: 200 });
  });
});

describe('GET /internal/changes', () => {
  it('gives services every payment as its events carry it, a page at a time', async () => {
    const orders = [anOrder(), anOrder({ paymentMethod: 'pm_card_declined' }), anOrder()];
    for (const order of orders) await app.placed(order);
    const token = world.issuer.serviceToken('analytics-service', 'payment-service');
    const seen = new Map<string, { version: number; hash: string; data: unknown }>();
    let after = '';
    for (;;) {
      const { status, body } = await app.request('GET', `/internal/changes?limit=2${after}`, token);
      expect(status).toBe(200);
      const { items, nextCursor } = listOf(changeItem).parse(body);
      for (const item of items) seen.set(item.id, item);
      if (nextCursor === null) break;
      after = `&after=${encodeURIComponent(nextCursor)}`;
    }
    for (const order of orders) {
      const last = app.eventsOf(order).at(-1);
      const item = seen.get(last?.id ?? '');
      expect(item?.data).toEqual(last);
      expect(item?.version).toBe(last?.version);
      expect(item?.hash).toBe(createHash('sha256').update(canonicalJson(last)).digest('hex'));
    }
  });

  it('gives payments that changed since a time, and these or those by id', async () => {
    const order = anOrder();
    await app.placed(order);
    const token = world.issuer.serviceToken('analytics-service', 'payment-service');
    const ask = async (query: string) => {
      const { status, body } = await app.request('GET', `/internal/changes?${query}`, token);
      expect(status).toBe(200);
      return listOf(changeItem).parse(body).items;
    };
    const last = app.eventsOf(order).at(-1);
    expect((await ask(`since=${last?.updatedAt}&limit=500`)).map(({ id }) => id)).toContain(last?.id);
    expect(await ask(`since=${new Date(Date.now() + 3600_000).toISOString()}`)).toEqual([]);
    expect(await ask(`ids=${order.id},${last?.id}`)).toMatchObject([{ id: last?.id, data: last }]);
  });

  it('refuses every query that is not its own, and names the parameter', async () => {
    for (const order of [anOrder(), anOrder()]) await app.placed(order);
    const token = world.issuer.serviceToken('analytics-service', 'payment-service');
    const ask = (query: string) => app.request('GET', `/internal/changes?${query}`, token);
    const { nextCursor } = (await ask('limit=1')).body;
    expect(await ask(`after=${nextCursor}`)).toMatchObject({ status: 200 });
    for (const [query, name] of badPages(String(nextCursor), 'after')) {
      expect({ query, ...(await ask(query)) }).toMatchObject({
        query,
        status: 400,
        body: { code: 'bad-query', errors: [{ pointer: `/${name}` }] },
      });
    }
  });

  it('is for services only, and takes its own cursors only', async () => {
    expect(await app.request('GET', '/internal/changes', app.supportToken)).toMatchObject({ status: 403 });
    const token = world.issuer.serviceToken('analytics-service', 'payment-service');
    expect(await app.request('GET', '/internal/changes?after=rubbish', token)).toMatchObject({
      status: 400,
      body: { code: 'bad-query' },
    });
    expect(await app.request('GET', '/internal/changes?limit=0', token)).toMatchObject({ status: 400 });
  });
});
