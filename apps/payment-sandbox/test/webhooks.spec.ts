import { eventually } from '@causeway/testing';
import Stripe from 'stripe';
import { type Started, started, temporaryFolder } from './started.js';
import { webhookReceiver } from './webhook-receiver.js';

const secret = 'whsec_of_this_test';

describe('webhooks', () => {
  const folder = temporaryFolder();
  let status = 200;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  let sandbox: Started;

  beforeEach(async () => {
    status = 200;
    receiver = await webhookReceiver(() => status);
    sandbox = await started(folder.path, { WEBHOOK_URL: receiver.url, PAYMENT_WEBHOOK_SECRET: secret });
  });
  afterEach(async () => {
    await sandbox.stop();
    await receiver.close();
  });
  afterAll(() => folder.remove());

  const confirmed = async (payment_method: string) => {
    const { id } = await sandbox.stripe.paymentIntents.create({ amount: 100, currency: 'eur', payment_method });
    await sandbox.stripe.paymentIntents.confirm(id).catch(() => undefined);
    return id;
  };
  const arrived = (...types: string[]) =>
    eventually(() => expect(receiver.types().sort()).toEqual(expect.arrayContaining(types.sort())));

  it('are what the real client accepts, over the body as it came', async () => {
    const id = await confirmed('pm_card_visa');
    await arrived('payment_intent.succeeded');
    const { body, signature } = receiver.received.at(-1) ?? { body: '', signature: '' };
    const event = Stripe.webhooks.constructEvent(body, signature, secret, 300);
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      object: 'event',
      livemode: false,
      type: 'payment_intent.succeeded',
      data: { object: { id, object: 'payment_intent', status: 'succeeded', amount_received: 100 } },
    });
    expect(() => Stripe.webhooks.constructEvent(`${body} `, signature, secret)).toThrow(/signature/);
    expect(() => Stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow(/signature/);
  });

  it('tell of every change of an intent and its refunds', async () => {
    await confirmed('pm_card_declined');
    await confirmed('pm_card_slow');
    await sandbox.stripe.paymentIntents.cancel(await confirmed('pm_card_3ds'));
    const payment_intent = await confirmed('pm_card_visa');
    const refund = (sandbox_: string) =>
      sandbox.stripe.refunds.create({ payment_intent, amount: 10, metadata: { sandbox: sandbox_ } });
    for (const course of ['succeed', 'fail', 'pending', 'pending_fail']) await refund(course);
    await arrived(
      'payment_intent.payment_failed',
      'payment_intent.processing',
      'payment_intent.requires_action',
      'payment_intent.canceled',
      'payment_intent.succeeded',
      'charge.refunded',
      'refund.updated',
      'refund.failed',
    );
    await eventually(async () => {
      const events = await sandbox.stripe.events.list({ limit: 100 });
      expect(events.data.every(({ pending_webhooks }) => pending_webhooks === 0)).toBe(true);
      expect(receiver.received.length).toBeGreaterThanOrEqual(13);
    });
  });

  it('are repeated until they are taken, and then no more', async () => {
    status = 500;
    await confirmed('pm_card_visa');
    await eventually(() => expect(receiver.received.length).toBeGreaterThanOrEqual(2));
    status = 200;
    const [event] = (await sandbox.stripe.events.list({ limit: 1 })).data;
    await eventually(async () => {
      expect((await sandbox.stripe.events.retrieve(event?.id ?? '')).pending_webhooks).toBe(0);
    });
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  it('that nobody took before a stop are delivered after the next start', async () => {
    status = 503;
    await confirmed('pm_card_visa');
    await eventually(() => expect(receiver.received).not.toHaveLength(0));
    await sandbox.stop();
    const before = receiver.received.length;
    status = 200;
    sandbox = await started(folder.path, { WEBHOOK_URL: receiver.url, PAYMENT_WEBHOOK_SECRET: secret });
    await eventually(() => expect(receiver.received.length).toBeGreaterThan(before));
    expect(receiver.received.at(-1)?.body).toBe(receiver.received[0]?.body);
  });

  it('can be delivered again, with the same event', async () => {
    await confirmed('pm_card_visa');
    await arrived('payment_intent.succeeded');
    const [event] = (await sandbox.stripe.events.list({ limit: 1 })).data;
    const again = (id: string) => fetch(`${sandbox.url}/test/webhooks/${id}/redeliver`, { method: 'POST' });
    const deliveries = () => receiver.received.filter(({ body }) => JSON.parse(body).id === event?.id);
    await eventually(async () => {
      expect((await sandbox.stripe.events.retrieve(event?.id ?? '')).pending_webhooks).toBe(0);
    });
    expect((await again(event?.id ?? '')).status).toBe(202);
    await eventually(() => expect(deliveries()).toHaveLength(2));
    expect((await again('evt_unknown')).status).toBe(404);
  });

  it('are not kept for later when nobody listens', async () => {
    const deaf = temporaryFolder();
    const alone = await started(deaf.path);
    await alone.stripe.paymentIntents.create({
      amount: 1,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    const { data } = await alone.stripe.events.list();
    expect(data).toMatchObject([{ type: 'payment_intent.succeeded', pending_webhooks: 0 }]);
    const again = await fetch(`${alone.url}/test/webhooks/${data[0]?.id}/redeliver`, { method: 'POST' });
    expect(again.status).toBe(409);
    await alone.stop();
    deaf.remove();
  });
});
