import { openSql } from '@causeway/stores/sql';
import { anOrder, eventually } from '@causeway/testing';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';
import { type ProviderWire, startProviderWire } from './engines/provider-wire.js';

let world: World;
let wire: ProviderWire;
let app: PaymentApp;

beforeAll(async () => {
  world = await startWorld();
  wire = await startProviderWire(world.sandbox.url);
  app = await startPaymentApp(world, { PAYMENT_PROVIDER_URL: wire.url });
});
beforeEach(async () => {
  await world.valve.shut();
  wire.set(() => 'passes');
});
afterAll(async () => {
  await app.stop();
  await Promise.all([wire.stop(), world.stop()]);
});

/** The charge happens, and from then on nothing is heard. */
const silentFromConfirm = (method: string, path: string) => {
  if (path.endsWith('/confirm')) return 'answer-lost' as const;
  return method === 'GET' ? ('never-arrives' as const) : ('passes' as const);
};

const intentFor = async (orderId: string) =>
  (await world.sandbox.intents()).find(({ metadata }) => metadata.orderId === orderId);

describe('while the provider is silent', () => {
  it('a charge that happened is unknown, and found when the provider is back, once', async () => {
    const order = anOrder();
    wire.set(silentFromConfirm);
    await app.placed(order);
    expect(await app.paymentOf(order)).toMatchObject({ status: 'unknown' });
    expect(app.eventsOf(order)).toEqual([]);
    wire.set(() => 'passes');
    await app.untilTold(order, 'captured');
    expect((await intentFor(order.id))?.charges).toHaveLength(1);
  });

  it('an order that is cancelled is not charged when the intent was never made', async () => {
    const order = anOrder();
    wire.set(() => 'never-arrives');
    await app.placed(order);
    expect(await app.paymentOf(order)).toMatchObject({ status: 'requested' });
    await app.cancelRequested(order);
    await app.untilTold(order, 'cancelled');
    expect(await intentFor(order.id)).toBeUndefined();
  });

  it('a cancelled order’s money comes back when the provider is back', async () => {
    const order = anOrder();
    wire.set(silentFromConfirm);
    await app.placed(order);
    wire.set(() => 'never-arrives');
    await app.cancelRequested(order);
    expect(await app.paymentOf(order)).toMatchObject({ status: 'unknown' });
    wire.set(() => 'passes');
    await app.untilTold(order, 'captured', 'refunded');
  });

  it('a refund stays pending, counts against what is left, and is found later, once', async () => {
    const order = anOrder();
    await app.placed(order);
    const { id } = await app.paymentOf(order);
    wire.set((method, path) =>
      path.startsWith('/v1/refunds') ? (method === 'GET' ? 'never-arrives' : 'answer-lost') : 'passes',
    );
    const ask = (amount: number, key: string) =>
      app.request(
        'POST',
        `/v1/payments/${id}/refunds`,
        app.supportToken,
        { amount: { amount, currency: 'EUR' }, reason: 'x' },
        {
          'idempotency-key': key,
        },
      );
    expect(await ask(2000, 'a')).toMatchObject({ status: 201, body: { status: 'pending' } });
    expect(await ask(599, 'b')).toMatchObject({ status: 422, body: { code: 'refund-exceeds' } });
    wire.set(() => 'passes');
    await app.restart();
    await eventually(
      async () => expect(await app.paymentOf(order)).toMatchObject({ status: 'partially_refunded' }),
      19_000,
    );
    expect((await intentFor(order.id))?.refunds).toMatchObject([{ amount: 2000 }]);
  });
});

describe('when the silence lasts too long', () => {
  it('a person decides, and the books and the events say the same', async () => {
    const app = await startPaymentApp(world, { PAYMENT_PROVIDER_URL: wire.url, UNKNOWN_REVIEW_AFTER_MS: '300' });
    const order = anOrder();
    wire.set(silentFromConfirm);
    await app.placed(order);
    await eventually(async () => expect(await app.paymentOf(order)).toMatchObject({ status: 'manual_review' }), 15_000);
    await app.untilTold(order, 'review_needed');
    const { id } = await app.paymentOf(order);
    const note = `seen\r\nat the bank \u202e'; --${'💡'.repeat(400)}`;
    const resolve = (outcome: string) =>
      app.request('POST', `/v1/payments/${id}/resolution`, app.supportToken, { outcome, note });
    expect(await resolve('perhaps')).toMatchObject({ status: 422 });
    expect(await resolve('captured')).toMatchObject({ status: 200, body: { status: 'captured' } });
    expect(await resolve('declined')).toMatchObject({ status: 409 });
    expect(await noteOf(app.config.SQL_URL, id)).toBe(note);
    await app.untilTold(order, 'review_needed', 'captured');
    wire.set(() => 'passes');
    await app.cancelRequested(order);
    await app.untilTold(order, 'review_needed', 'captured', 'refunded');
    await app.stop();
  });
});

/** What the person who decided has written, as it is kept. */
async function noteOf(sqlUrl: string, id: string): Promise<string | null> {
  const store = openSql<PaymentTables>(sqlUrl);
  try {
    const row = store.db.selectFrom('payments').select('resolution_note').where('id', '=', id);
    return (await row.executeTakeFirstOrThrow()).resolution_note;
  } finally {
    await store.close();
  }
}
