import { anOrder } from '@causeway/testing';
import { type PaymentApp, startPaymentApp, startWorld, type World } from './engines/payment-app.js';

let world: World;
let app: PaymentApp;

beforeAll(async () => {
  world = await startWorld();
  app = await startPaymentApp(world, { PROVIDER_TIMEOUT_MS: '400' });
});
afterAll(async () => {
  await app.stop();
  await world.stop();
});

const chargesFor = async (orderId: string) =>
  (await world.sandbox.intents())
    .filter(({ metadata }) => metadata.orderId === orderId)
    .flatMap(({ charges }) => charges.filter(({ status }) => status === 'succeeded'));

const intentOf = async (orderId: string) => {
  const intent = (await world.sandbox.intents()).find(({ metadata }) => metadata.orderId === orderId);
  if (intent === undefined) throw new Error(`the sandbox has no intent for ${orderId}`);
  return intent;
};

describe('an order paid with', () => {
  it.each([
    ['pm_card_visa', 'captured', 1, ['captured']],
    ['pm_card_declined', 'declined', 0, ['declined']],
    ['pm_card_insufficient_funds', 'declined', 0, ['declined']],
    ['pm_card_timeout_after_charge', 'captured', 1, ['captured']],
    ['pm_card_error_once', 'captured', 1, ['captured']],
    ['pm_card_slow', 'captured', 1, ['captured']],
    ['pm_card_nobody', 'declined', 0, ['declined']],
  ])('%s is %s, charged %d time, and told', async (paymentMethod, status, charges, events) => {
    const order = anOrder({ paymentMethod });
    await app.placed(order);
    await app.untilTold(order, ...events);
    expect(await app.paymentOf(order)).toMatchObject({ orderId: order.id, status, amount: order.total });
    expect(await chargesFor(order.id)).toHaveLength(charges);
  });

  it('a declined card carries the bank’s reason and what is known of the card', async () => {
    const order = anOrder({ paymentMethod: 'pm_card_insufficient_funds' });
    await app.placed(order);
    expect(await app.paymentOf(order)).toMatchObject({
      declineCode: 'insufficient_funds',
      method: { type: 'card', brand: 'visa', last4: '9995' },
    });
  });

  it.each([
    ['pass', 'captured', 1],
    ['fail', 'declined', 0],
  ] as const)('3-D Secure and the customer’s %s is %s', async (result, status, charges) => {
    const order = anOrder({ paymentMethod: 'pm_card_3ds' });
    await app.placed(order);
    await app.untilTold(order, 'action_required');
    const intent = await intentOf(order.id);
    const { nextAction } = await app.paymentOf(order);
    expect(nextAction).toMatchObject({ type: 'redirect', url: expect.stringContaining(`/3ds/${intent.id}`) });
    await world.sandbox.authenticate(intent.id, result);
    await app.untilTold(order, 'action_required', status);
    expect(await app.paymentOf(order)).toMatchObject({ status, nextAction: null });
    expect(await chargesFor(order.id)).toHaveLength(charges);
    expect((await intentOf(order.id)).status).toBe(result === 'pass' ? 'succeeded' : 'canceled');
  });
});

describe('events and webhooks', () => {
  it('may come twice, at the same time, and after the end', async () => {
    const order = anOrder();
    await Promise.all([app.placed(order), app.placed(order), app.placed(order)]);
    await app.placed(order);
    await app.untilTold(order, 'captured');
    expect(await chargesFor(order.id)).toHaveLength(1);
  });

  it('say in each version what the payment is then', async () => {
    const order = anOrder();
    await app.placed(order);
    await app.cancelRequested(order);
    await app.untilTold(order, 'captured', 'refunded');
    const [captured, refunded] = app.eventsOf(order);
    expect(captured).toMatchObject({ status: 'captured', capturedAt: expect.any(String), userId: order.userId });
    expect(refunded).toMatchObject({ status: 'refunded', refunded: order.total, refunds: [{ status: 'succeeded' }] });
    expect(refunded?.version).toBeGreaterThan(captured?.version ?? 0);
  });

  it('are not needed: a lost webhook is made up for by asking', async () => {
    await world.valve.shut();
    const order = anOrder({ paymentMethod: 'pm_card_slow' });
    await app.placed(order);
    await app.untilTold(order, 'captured');
    world.valve.openTo(app.url);
  });

  it('continue the trace of the order, also when a webhook brought the news', async () => {
    const order = anOrder({ paymentMethod: 'pm_card_slow' });
    await app.placed(order);
    await app.untilTold(order, 'captured');
    const told = app.published.find(({ data }) => 'payment' in data && data.payment.orderId === order.id);
    expect(told?.traceparent.slice(3, 35)).toBe(order.id.replaceAll('-', ''));
  });
});

describe('a cancelled order', () => {
  it('is never charged when its cancellation overtakes it', async () => {
    const order = anOrder();
    await app.cancelRequested(order);
    await app.placed(order);
    await app.untilTold(order, 'cancelled');
    expect(await app.paymentOf(order)).toMatchObject({ status: 'cancelled', amount: order.total });
    expect(await chargesFor(order.id)).toHaveLength(0);
  });

  it('gets its money back when it was captured', async () => {
    const order = anOrder();
    await app.placed(order);
    await app.cancelRequested(order);
    await app.untilTold(order, 'captured', 'refunded');
    expect((await intentOf(order.id)).refunds).toMatchObject([{ status: 'succeeded', amount: order.total.amount }]);
  });

  it('has its 3-D Secure closed', async () => {
    const order = anOrder({ paymentMethod: 'pm_card_3ds' });
    await app.placed(order);
    await app.cancelRequested(order);
    await app.untilTold(order, 'action_required', 'cancelled');
    expect((await intentOf(order.id)).status).toBe('canceled');
  });

  it('waits for a slow bank, and is refunded then', async () => {
    const order = anOrder({ paymentMethod: 'pm_card_slow' });
    await app.placed(order);
    await app.cancelRequested(order);
    await app.untilTold(order, 'captured', 'refunded');
  });

  it.each(Array.from({ length: 8 }, (_, index) => index))(
    'races with its charge (%d) and ends cancelled or refunded, never both',
    async (index) => {
      const order = anOrder({ paymentMethod: index % 2 === 0 ? 'pm_card_visa' : 'pm_card_3ds' });
      const charging = app.placed(order);
      await new Promise((resolve) => setTimeout(resolve, index * 2));
      await Promise.all([charging, app.cancelRequested(order)]);
      const { status } = await app.paymentOf(order);
      const types = app.eventTypesOf(order);
      expect(['cancelled', 'refunded']).toContain(status);
      expect(types.includes('shop.payment.captured.v1')).toBe(status === 'refunded');
      expect(types.includes('shop.payment.cancelled.v1')).toBe(status === 'cancelled');
      expect(await chargesFor(order.id)).toHaveLength(status === 'refunded' ? 1 : 0);
    },
  );
});

describe('a restart', () => {
  it('leaves 3-D Secure, slow banks and doubts where they were', async () => {
    const authenticated = anOrder({ paymentMethod: 'pm_card_3ds' });
    const slow = anOrder({ paymentMethod: 'pm_card_slow' });
    await Promise.all([app.placed(authenticated), app.placed(slow)]);
    await app.restart();
    await world.sandbox.authenticate((await intentOf(authenticated.id)).id, 'pass');
    await app.untilTold(authenticated, 'action_required', 'captured');
    await app.untilTold(slow, 'captured');
  });
});
