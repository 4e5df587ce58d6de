import type { Order } from '@causeway/data-model';
import { anOrder, eventually } from '@causeway/testing';
import Stripe from 'stripe';
import { v7 } from 'uuid';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';
import { type ProviderWire, startProviderWire } from './engines/provider-wire.js';
import { webhookSecret } from './engines/sandbox.js';

let world: World;
let wire: ProviderWire;
let app: PaymentApp;
/** Requests the service has sent to the provider. */
const asked: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  wire = await startProviderWire(world.sandbox.url);
  // Payments that are due are looked at by nobody here: what happens, happens because of a webhook or an event.
  app = await startPaymentApp(world, { PAYMENT_PROVIDER_URL: wire.url, CHASE_MS: '3600000' });
});
beforeEach(async () => {
  // The provider's own webhooks come to nobody: each test sends its own.
  await world.valve.shut();
  asked.length = 0;
  wire.set((method, path) => {
    asked.push(`${method} ${path}`);
    return 'passes';
  });
});
afterAll(async () => {
  await app.stop();
  await Promise.all([wire.stop(), world.stop()]);
});

const seconds = () => Math.floor(Date.now() / 1000);
const headerOf = (payload: string, { timestamp = seconds(), secret = webhookSecret } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

async function post(body: string | Buffer, signature?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}/v1/payments/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
      ...headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, body: await response.json() };
}

const send = async (body: string) => {
  expect(await post(body, headerOf(body))).toEqual({ status: 200, body: { received: true } });
};

/** The intent of an order at the provider. */
const intentOf = async ({ id }: Order) => {
  const found = (await world.sandbox.intents()).find(({ metadata }) => metadata.orderId === id);
  if (found === undefined) throw new Error(`the provider has no intent for ${id}`);
  return found;
};

const eventOf = (object: object, overrides: object = {}) =>
  JSON.stringify({
    id: `evt_${v7()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: seconds(),
    data: { object },
    livemode: false,
    type: 'payment_intent.succeeded',
    ...overrides,
  });

/** An order whose bank has said yes at the provider, of which the service has not heard. */
async function decidedUnheard(): Promise<{ order: Order; intent: Awaited<ReturnType<typeof intentOf>> }> {
  const order = anOrder({ paymentMethod: 'pm_card_3ds' });
  await app.placed(order);
  const { id } = await intentOf(order);
  await world.sandbox.authenticate(id, 'pass');
  const intent = await intentOf(order);
  expect(intent.status).toBe('succeeded');
  expect(await app.paymentOf(order)).toMatchObject({ status: 'requires_action' });
  asked.length = 0;
  return { order, intent };
}

describe('a signature', () => {
  const body = eventOf({ object: 'customer', id: 'cus_Zoë' });
  const [, good = ''] = headerOf(body).split('v1=');

  it.each<[string, () => string]>([
    ['several, of which one is ours, as while a secret is replaced', () => `t=${seconds()},v1=${'0'.repeat(64)},v1=%`],
    ['several, of which ours is the first', () => `t=${seconds()},v1=%,v1=${'f'.repeat(64)}`],
    ['one of another scheme beside ours', () => `t=${seconds()},v0=${'0'.repeat(64)},v1=%`],
    ['one that was made almost five minutes ago', () => `t=${seconds() - 290},v1=%`],
    ['one whose maker’s clock is almost five minutes ahead', () => `t=${seconds() + 290},v1=%`],
  ])('is good with %s', async (_what, header) => {
    const text = header();
    const [, timestamp] = /t=(\d+)/.exec(text) ?? [];
    const [, ours = ''] = headerOf(body, { timestamp: Number(timestamp) }).split('v1=');
    expect(await post(body, text.replace('%', ours))).toMatchObject({ status: 200 });
  });

  it.each<[string, () => string | undefined, string]>([
    ['missing', () => undefined, 'missing'],
    ['empty', () => '', 'missing'],
    ['garbled', () => 'rubbish', 'garbled'],
    ['without a time', () => `v1=${good}`, 'garbled'],
    ['without a number for its time', () => `t=now,v1=${good}`, 'garbled'],
    ['without a signature', () => `t=${seconds()}`, 'garbled'],
    ['of another scheme alone', () => `t=${seconds()},v0=${good}`, 'garbled'],
    ['of nobody', () => `t=${seconds()},v1=${'0'.repeat(64)}`, 'wrong'],
    ['of another secret', () => headerOf(body, { secret: 'whsec_another' }), 'wrong'],
    ['with another time than was signed', () => headerOf(body).replace(/t=\d+/, `t=${seconds() + 7}`), 'wrong'],
    ['over other bytes that mean the same', () => headerOf(JSON.stringify(JSON.parse(body), null, 1)), 'wrong'],
    ['too old', () => headerOf(body, { timestamp: seconds() - 310 }), 'old'],
    ['of the future', () => headerOf(body, { timestamp: seconds() + 310 }), 'of-the-future'],
  ])('is refused when it is %s', async (_what, header, why) => {
    expect(await post(body, header())).toMatchObject({ status: 401, body: { code: 'bad-signature' } });
    await eventually(() => {
      const notes = app.audited.filter(({ type }) => type === 'webhook.refused');
      expect(notes.map(({ detail }) => detail.reason)).toContain(why);
    });
  });

  it('is over all the bytes there are, a mark before them too', async () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(body)]);
    expect(await post(marked, headerOf(body))).toMatchObject({ status: 401 });
  });

  it('is not looked at for what is no JSON by its type or too large', async () => {
    const large = eventOf({ object: 'customer', id: 'x'.repeat(1024 * 1024) });
    expect(await post(large, headerOf(large))).toMatchObject({ status: 413, body: { code: 'too-large' } });
    const text = await post(body, headerOf(body), { 'content-type': 'text/plain' });
    expect(text).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    const squeezed = await post(body, headerOf(body), { 'content-encoding': 'gzip' });
    expect(squeezed).toMatchObject({ status: 415 });
  });

  it('that is refused is noted in the audit trail, once a second and never with what came', async () => {
    const before = app.audited.length;
    await Promise.all(Array.from({ length: 30 }, () => post(body, `t=${seconds()},v1=${'1'.repeat(64)}`)));
    const told = () =>
      app.audited
        .slice(before)
        .filter(({ type, detail }) => type === 'webhook.refused' && detail.reason === 'wrong')
        .reduce((sum, { detail: { others = 0 } }) => sum + 1 + Number(others), 0);
    // What the tests before have left may be among the others.
    await eventually(() => expect(told()).toBeGreaterThanOrEqual(30));
    const notes = app.audited.slice(before);
    expect(notes.length).toBeLessThan(6);
    expect(notes[0]).toMatchObject({ service: 'payment-service', actor: { kind: 'unknown', id: null }, subject: null });
    expect(JSON.stringify(notes)).not.toContain('1'.repeat(64));
  });
});

describe('a webhook', () => {
  it('has its effect once, however often it comes', async () => {
    const { order, intent } = await decidedUnheard();
    const body = eventOf({ object: 'payment_intent', id: intent.id });
    const header = headerOf(body);
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(body, header)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await send(body);
    await app.untilTold(order, 'action_required', 'captured');
    asked.length = 0;
    await send(body);
    expect(asked).toEqual([]);
  });

  it('that is replayed when its five minutes are over is refused', async () => {
    const { order, intent } = await decidedUnheard();
    const body = eventOf({ object: 'payment_intent', id: intent.id });
    expect(await post(body, headerOf(body, { timestamp: seconds() - 301 }))).toMatchObject({ status: 401 });
    expect(await app.paymentOf(order)).toMatchObject({ status: 'requires_action' });
    await send(body);
    await app.untilTold(order, 'action_required', 'captured');
  });

  it('is about its intent and nothing else: what it says of amount, order and status is not believed', async () => {
    const waiting = anOrder({ paymentMethod: 'pm_card_3ds' });
    await app.placed(waiting);
    const intent = await intentOf(waiting);
    const lie = { object: 'payment_intent', id: intent.id, amount: 1, amount_received: 1, currency: 'usd' };
    await send(eventOf({ ...lie, status: 'succeeded', metadata: { orderId: v7() } }));
    await send(eventOf({ ...lie, status: 'canceled' }, { type: 'payment_intent.canceled' }));
    expect(await app.paymentOf(waiting)).toMatchObject({ status: 'requires_action', amount: waiting.total });

    const { order, intent: decided } = await decidedUnheard();
    await send(eventOf({ ...lie, id: decided.id, status: 'canceled' }, { type: 'payment_intent.canceled' }));
    await app.untilTold(order, 'action_required', 'captured');
    expect(await app.paymentOf(order)).toMatchObject({ status: 'captured', amount: order.total });
    expect(await app.paymentOf(waiting)).toMatchObject({ status: 'requires_action' });
  });

  it('that leads to another amount at the provider than is owed is for a person to look at', async () => {
    const { order, intent } = await decidedUnheard();
    wire.set(() => ({ changed: (answer) => ({ ...answer, amount: 1, amount_received: 1 }) }));
    await send(eventOf({ object: 'payment_intent', id: intent.id }));
    expect(await app.paymentOf(order)).toMatchObject({ status: 'manual_review', amount: order.total });
    await app.untilTold(order, 'action_required', 'review_needed');
  });

  it('is nothing when no payment of ours is of its intent', async () => {
    await decidedUnheard();
    for (const object of [
      { object: 'payment_intent', id: 'pi_nobody' },
      { object: 'charge', id: 'ch_1', payment_intent: 'pi_nobody' },
      { object: 'charge', id: 'ch_1', payment_intent: null },
      { object: 'payment_intent', id: 'x'.repeat(256) },
      { object: 'account', id: 'acct_1' },
      'text',
    ])
      await send(eventOf(object as object)); // an event's object may be anything
    expect(asked).toEqual([]);
  });

  it('is read whatever the API’s version, and only of our mode', async () => {
    const { order, intent } = await decidedUnheard();
    const object = { object: 'payment_intent', id: intent.id };
    await send(eventOf(object, { livemode: true }));
    expect(asked).toEqual([]);
    expect(await app.paymentOf(order)).toMatchObject({ status: 'requires_action' });
    await send(eventOf(object, { api_version: '2019-02-19', livemode: undefined, account: null, more: { of: 'it' } }));
    await app.untilTold(order, 'action_required', 'captured');
  });

  it.each([
    ['no id', { id: undefined }],
    ['an id that is a book', { id: 'e'.repeat(256) }],
    ['no data', { data: undefined }],
    ['a mode that is none', { livemode: 'yes' }],
  ])('that was signed with %s is no event', async (_what, overrides) => {
    const body = eventOf({ object: 'payment_intent', id: 'pi_1' }, overrides);
    expect(await post(body, headerOf(body))).toMatchObject({ status: 422, body: { code: 'validation' } });
  });

  it('that cannot be checked at the provider is wanted again', async () => {
    const { order, intent } = await decidedUnheard();
    const body = eventOf({ object: 'payment_intent', id: intent.id });
    wire.set(() => 'never-arrives');
    expect(await post(body, headerOf(body))).toMatchObject({ status: 503 });
    wire.set(() => 'passes');
    await send(body);
    await app.untilTold(order, 'action_required', 'captured');
  });
});

describe('against the synchronous answer a webhook may come', () => {
  const heardOnce = async (order: Order) => {
    await app.untilTold(order, 'captured');
    expect(await app.paymentOf(order)).toMatchObject({ status: 'captured' });
    expect((await intentOf(order)).charges).toHaveLength(1);
  };
  const tell = async (order: Order) => send(eventOf({ object: 'payment_intent', id: (await intentOf(order)).id }));

  it('before our intent is known here, and before it is confirmed', async () => {
    const order = anOrder();
    wire.set((_method, path) => (path === '/v1/payment_intents' ? { keptBackUntil: () => tell(order) } : 'passes'));
    await app.placed(order);
    await heardOnce(order);

    const other = anOrder();
    let told: Promise<void> | undefined;
    wire.set((_method, path) => {
      // Sent on its way when the confirmation sets out; the provider has confirmed nothing then.
      if (path.endsWith('/confirm')) told = tell(other);
      return 'passes';
    });
    await app.placed(other);
    await told;
    await heardOnce(other);
  });

  it('while its answer is on its way', async () => {
    const order = anOrder();
    wire.set((_method, path) => (path.endsWith('/confirm') ? { keptBackUntil: () => tell(order) } : 'passes'));
    await app.placed(order);
    await heardOnce(order);
  });

  it('in the place of an answer that is lost', async () => {
    const order = anOrder();
    let isSilent = false;
    wire.set((_method, path) => {
      if (path.endsWith('/confirm')) isSilent = true;
      return isSilent ? 'answer-lost' : 'passes';
    });
    await app.placed(order);
    expect(await app.paymentOf(order)).toMatchObject({ status: 'unknown' });
    wire.set(() => 'passes');
    await tell(order);
    await heardOnce(order);
  });

  it('after it, and long after', async () => {
    const order = anOrder();
    await app.placed(order);
    await tell(order);
    await tell(order);
    await heardOnce(order);
    await app.cancelRequested(order);
    await tell(order);
    await app.untilTold(order, 'captured', 'refunded');
  });
});
