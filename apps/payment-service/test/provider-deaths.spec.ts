import { anOrder, eventually } from '@causeway/testing';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

let world: World;
let app: PaymentApp;

beforeAll(async () => {
  world = await startWorld();
  app = await startPaymentApp(world, { PROVIDER_TIMEOUT_MS: '1500' });
}, 60_000);
afterAll(async () => {
  await app.stop();
  await world.stop();
}, 60_000);

const intentsFor = (orderId: string) =>
  eventually(async () => (await world.sandbox.intents()).filter(({ metadata }) => metadata.orderId === orderId));

describe('a provider that dies', () => {
  it.each([
    ['when it has made the intent, before it says so', 'sandbox.intent-made'],
    ['when it has taken the money, before that is durable', 'sandbox.committing'],
    ['when it has taken the money, before it says so', 'sandbox.intent-confirmed'],
    ['when it has told of it, before it has noted that', 'sandbox.webhook-sent'],
  ])(
    '%s, is paid exactly once',
    async (_, failpoint) => {
      const order = anOrder();
      const before = world.sandbox.deaths();
      await world.sandbox.dieAt(failpoint);
      await app.placed(order);
      await app.untilTold(order, 'captured');
      await eventually(() => expect(world.sandbox.deaths()).toBe(before + 1));
      expect(await app.paymentOf(order)).toMatchObject({ status: 'captured', refunded: { amount: 0 } });
      const intents = await intentsFor(order.id);
      expect(intents.map(({ status }) => status)).toEqual(['succeeded']);
      expect(intents[0]?.charges.filter(({ status }) => status === 'succeeded')).toHaveLength(1);
    },
    60_000,
  );

  it('when it has refused the card, before it says so, has refused it', async () => {
    const order = anOrder({ paymentMethod: 'pm_card_declined' });
    await world.sandbox.dieAt('sandbox.intent-confirmed');
    await app.placed(order);
    await app.untilTold(order, 'declined');
    const [intent] = await intentsFor(order.id);
    expect(intent?.charges.filter(({ status }) => status === 'succeeded')).toEqual([]);
  }, 60_000);

  it('when it has given money back, before it says so, has given it back once', async () => {
    const order = anOrder();
    await app.placed(order);
    await app.untilTold(order, 'captured');
    const { id } = await app.paymentOf(order);
    await world.sandbox.dieAt('sandbox.refund-made');
    const asked = { amount: { amount: 100, currency: order.total.currency }, reason: 'damaged' };
    const key = { 'idempotency-key': order.id };
    const path = `/v1/payments/${id}/refunds`;
    const first = await app.request('POST', path, app.supportToken, asked, key);
    await app.untilTold(order, 'captured', 'refunded');
    const [intent] = await intentsFor(order.id);
    expect(intent?.refunds.map(({ amount }) => amount)).toEqual([100]);
    expect((await app.paymentOf(order)).refunds.map(({ status }) => status)).toEqual(['succeeded']);
    const again = await app.request('POST', path, app.supportToken, asked, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
  }, 60_000);
});
