import { eventually } from '@causeway/testing';
import { refusalOf, type Started, started, temporaryFolder } from './started.js';

describe('a payment intent', () => {
  const folder = temporaryFolder();
  let sandbox: Started;

  beforeAll(async () => {
    sandbox = await started(folder.path, { SANDBOX_HANG_MS: '5000' });
  });
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  });

  const intents = () => sandbox.stripe.paymentIntents;
  const created = (payment_method?: string) =>
    intents().create({
      amount: 1299,
      currency: 'EUR',
      metadata: { orderId: 'order-1' },
      ...(payment_method === undefined ? {} : { payment_method }),
    });
  const authenticate = (id: string, result: string) =>
    fetch(`${sandbox.url}/test/payment_intents/${id}/3ds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result }),
    });

  it('charges nothing until it is confirmed', async () => {
    const intent = await created('pm_card_visa');
    expect(intent).toMatchObject({
      id: expect.stringMatching(/^pi_\w{24}$/),
      object: 'payment_intent',
      amount: 1299,
      amount_received: 0,
      currency: 'eur',
      status: 'requires_confirmation',
      latest_charge: null,
      livemode: false,
      metadata: { orderId: 'order-1' },
    });
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_`));
    expect(intent.lastResponse.requestId).toMatch(/^req_/);
  });

  it('is paid by a good card, with one charge that shows it', async () => {
    const { id } = await created('pm_card_visa');
    const paid = await intents().confirm(id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1299 });
    expect(paid.latest_charge).toMatchObject({
      object: 'charge',
      status: 'succeeded',
      paid: true,
      payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
    });
    const charges = await sandbox.stripe.charges.list({ payment_intent: id });
    expect(charges.data).toHaveLength(1);
    expect(await intents().retrieve(id)).toMatchObject({ status: 'succeeded', latest_charge: charges.data[0]?.id });
  });

  it('is made and paid in one request', async () => {
    const paid = await intents().create({ amount: 1, currency: 'jpy', payment_method: 'pm_card_visa', confirm: true });
    expect(paid.status).toBe('succeeded');
  });

  it.each([
    ['pm_card_declined', 'generic_decline', '0002'],
    ['pm_card_insufficient_funds', 'insufficient_funds', '9995'],
  ])('is declined for %s and waits for another card', async (card, declineCode, last4) => {
    const { id } = await created(card);
    const error = await refusalOf(intents().confirm(id));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: declineCode,
      payment_intent: { id, status: 'requires_payment_method' },
    });
    const after = await intents().retrieve(id);
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: {
        type: 'card_error',
        code: 'card_declined',
        decline_code: declineCode,
        payment_method: { card: { last4 } },
      },
    });
    expect(await refusalOf(intents().confirm(id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect(await intents().confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
    });
    const charges = await sandbox.stripe.charges.list({ payment_intent: id });
    expect(charges.data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  describe('with a card that asks the customer', () => {
    const asked = async () => intents().confirm((await created('pm_card_3ds')).id);

    it('leads the customer to a page with the two outcomes', async () => {
      const intent = await asked();
      expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
      const url = intent.next_action?.redirect_to_url?.url ?? '';
      expect(url).toBe(`http://localhost:${sandbox.port}/3ds/${intent.id}`);
      const page = await fetch(url);
      expect(page.headers.get('content-type')).toMatch('text/html');
      expect(await page.text()).toMatch(/€12\.99.*value="pass".*value="fail"/s);
    });

    it('is paid when the customer passes, however often that is said', async () => {
      const { id } = await asked();
      expect((await authenticate(id, 'pass')).status).toBe(200);
      expect((await authenticate(id, 'pass')).status).toBe(200);
      expect((await authenticate(id, 'fail')).status).toBe(409);
      const paid = await intents().retrieve(id, { expand: ['latest_charge'] });
      expect(paid).toMatchObject({ status: 'succeeded', next_action: null });
      expect((await sandbox.stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
    });

    it('waits for another card when the customer fails', async () => {
      const { id } = await asked();
      expect((await authenticate(id, 'fail')).status).toBe(200);
      expect((await authenticate(id, 'fail')).status).toBe(200);
      expect((await authenticate(id, 'pass')).status).toBe(409);
      expect(await intents().retrieve(id)).toMatchObject({
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_authentication_failure' },
      });
    });

    it('knows nothing of an intent that does not exist or asks nobody', async () => {
      expect((await authenticate('pi_unknown', 'pass')).status).toBe(404);
      expect((await authenticate((await created('pm_card_visa')).id, 'pass')).status).toBe(409);
      expect((await authenticate((await asked()).id, 'maybe')).status).toBe(400);
    });
  });

  it('with a slow card is in processing, and succeeds later', async () => {
    const { id } = await created('pm_card_slow');
    expect(await intents().confirm(id)).toMatchObject({ status: 'processing', amount_received: 0 });
    const paid = await eventually(async () => {
      const intent = await intents().retrieve(id, { expand: ['latest_charge'] });
      expect(intent.status).toBe('succeeded');
      return intent;
    });
    expect(paid.latest_charge).toMatchObject({
      status: 'succeeded',
      payment_method_details: { card: { last4: '4444' } },
    });
  });

  it('with the card that is charged in silence gives no answer, and is paid', async () => {
    const { id } = await created('pm_card_timeout_after_charge');
    const silence = await refusalOf(intents().confirm(id, {}, { timeout: 1000 }));
    expect(silence.type).toBe('StripeConnectionError');
    expect(await intents().retrieve(id)).toMatchObject({ status: 'succeeded', amount_received: 1299 });
  });

  it('with the card that fails once is refused before anything happened, then paid', async () => {
    const { id } = await created('pm_card_error_once');
    const failure = await refusalOf(intents().confirm(id, {}, { idempotencyKey: `once-${id}` }));
    expect(failure).toMatchObject({ type: 'StripeAPIError', statusCode: 503 });
    expect(await intents().retrieve(id)).toMatchObject({ status: 'requires_confirmation', latest_charge: null });
    expect(await intents().confirm(id, {}, { idempotencyKey: `once-${id}` })).toMatchObject({ status: 'succeeded' });
  });

  it('is made and paid in one request with the card that fails once, at the second try', async () => {
    const order = { amount: 5, currency: 'eur', payment_method: 'pm_card_error_once', confirm: true };
    const options = { idempotencyKey: 'made-and-paid' };
    expect((await refusalOf(intents().create(order, options))).statusCode).toBe(503);
    expect((await intents().create(order, options)).status).toBe('succeeded');
  });

  it.each([undefined, 'pm_card_visa', 'pm_card_3ds'])('with %s can be cancelled before it is paid', async (card) => {
    const { id } = await created(card);
    if (card === 'pm_card_3ds') await intents().confirm(id);
    const cancelled = await intents().cancel(id, { cancellation_reason: 'abandoned' });
    expect(cancelled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', next_action: null });
    expect(cancelled.canceled_at).toBeGreaterThan(1_700_000_000);
    expect((await authenticate(id, 'pass')).status).toBe(409);
    expect(await refusalOf(intents().confirm(id, { payment_method: 'pm_card_visa' }))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { id, status: 'canceled' },
    });
  });

  it.each(['pm_card_visa', 'pm_card_slow'])('with %s cannot be cancelled once it is confirmed', async (card) => {
    const { id } = await created(card);
    const { status } = await intents().confirm(id);
    expect(await refusalOf(intents().cancel(id))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { id, status },
    });
    expect(await refusalOf(intents().confirm(id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  it('is either paid or cancelled when both are asked at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await created('pm_card_visa');
      const both = [() => intents().confirm(id), () => intents().cancel(id)];
      const outcomes = await Promise.allSettled((round % 2 === 0 ? both : both.reverse()).map((ask) => ask()));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const { status } = await intents().retrieve(id);
      const charges = await sandbox.stripe.charges.list({ payment_intent: id });
      expect(charges.data).toHaveLength(status === 'succeeded' ? 1 : 0);
    }
  });

  it('is listed, newest first, page by page', async () => {
    const made = [await created(), await created(), await created()].map(({ id }) => id).reverse();
    const listed: string[] = [];
    for await (const { id } of intents().list({ limit: 2 })) {
      listed.push(id);
      if (listed.length === 3) break;
    }
    expect(listed).toEqual(made);
    const page = await intents().list({ limit: 1, starting_after: made[0] ?? '', expand: ['data.payment_method'] });
    expect(page).toMatchObject({ object: 'list', url: '/v1/payment_intents', has_more: true, data: [{ id: made[1] }] });
  });

  it('is shown to checkers with its charges and refunds, without the key', async () => {
    const { id } = await intents().confirm((await created('pm_card_visa')).id);
    await sandbox.stripe.refunds.create({ payment_intent: id, amount: 99 });
    const answer = await fetch(`${sandbox.url}/test/payment_intents?limit=1`);
    expect(await answer.json()).toMatchObject({
      has_more: true,
      data: [{ id, metadata: { orderId: 'order-1' }, charges: [{ status: 'succeeded' }], refunds: [{ amount: 99 }] }],
    });
  });
});
