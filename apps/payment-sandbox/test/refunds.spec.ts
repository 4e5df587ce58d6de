import { eventually } from '@causeway/testing';
import { refusalOf, type Started, started, temporaryFolder } from './started.js';

describe('a refund', () => {
  const folder = temporaryFolder();
  let sandbox: Started;

  beforeAll(async () => {
    sandbox = await started(folder.path);
  });
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  });

  const paid = async () => {
    const { paymentIntents } = sandbox.stripe;
    return (
      await paymentIntents.create({ amount: 1000, currency: 'eur', payment_method: 'pm_card_visa', confirm: true })
    ).id;
  };
  const chargeOf = async (payment_intent: string) => (await sandbox.stripe.charges.list({ payment_intent })).data.at(0);
  const refunds = () => sandbox.stripe.refunds;

  it('gives all of it back', async () => {
    const payment_intent = await paid();
    const refund = await refunds().create({
      payment_intent,
      reason: 'requested_by_customer',
      metadata: { refundId: 'r1' },
    });
    expect(refund).toMatchObject({
      id: expect.stringMatching(/^re_/),
      object: 'refund',
      amount: 1000,
      currency: 'eur',
      payment_intent,
      reason: 'requested_by_customer',
      status: 'succeeded',
      metadata: { refundId: 'r1' },
    });
    expect(await chargeOf(payment_intent)).toMatchObject({ refunded: true, amount_refunded: 1000 });
    expect(await refunds().retrieve(refund.id)).toMatchObject({ id: refund.id });
    expect(await refusalOf(refunds().create({ payment_intent }))).toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
  });

  it('can be made in parts, which never add up to more than was received', async () => {
    const payment_intent = await paid();
    await refunds().create({ payment_intent, amount: 300 });
    const tooMuch = await refusalOf(refunds().create({ payment_intent, amount: 701 }));
    expect(tooMuch).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param: 'amount' });
    const attempts = Array.from({ length: 10 }, () => refunds().create({ payment_intent, amount: 200 }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await refunds().create({ payment_intent });
    const list = await refunds().list({ payment_intent });
    expect(list.data.map(({ amount }) => amount)).toEqual([100, 200, 200, 200, 300]);
  });

  it('that is pending holds its amount until it succeeds', async () => {
    const payment_intent = await paid();
    const { id, status } = await refunds().create({ payment_intent, metadata: { sandbox: 'pending' } });
    expect(status).toBe('pending');
    expect(await refusalOf(refunds().create({ payment_intent, amount: 1 }))).toMatchObject({ statusCode: 400 });
    await eventually(async () => expect((await refunds().retrieve(id)).status).toBe('succeeded'));
    expect(await chargeOf(payment_intent)).toMatchObject({ amount_refunded: 1000 });
  });

  it('that fails gives its amount free again, at once or later', async () => {
    const payment_intent = await paid();
    const failed = await refunds().create({ payment_intent, metadata: { sandbox: 'fail' } });
    expect(failed).toMatchObject({ status: 'failed', failure_reason: expect.any(String) });
    const later = await refunds().create({ payment_intent, metadata: { sandbox: 'pending_fail' } });
    await eventually(async () => expect((await refunds().retrieve(later.id)).status).toBe('failed'));
    expect(await chargeOf(payment_intent)).toMatchObject({ refunded: false, amount_refunded: 0 });
    expect(await refunds().create({ payment_intent })).toMatchObject({ amount: 1000, status: 'succeeded' });
  });

  it('needs a charge that succeeded', async () => {
    const { id } = await sandbox.stripe.paymentIntents.create({ amount: 1000, currency: 'eur' });
    expect(await refusalOf(refunds().create({ payment_intent: id }))).toMatchObject({ code: 'charge_not_refundable' });
    expect(await refusalOf(refunds().create({ payment_intent: 'pi_unknown' }))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    expect(await refusalOf(refunds().create({}))).toMatchObject({ code: 'parameter_missing' });
    const wrong = { payment_intent: id, metadata: { sandbox: 'whatever' } };
    expect((await refusalOf(refunds().create(wrong))).statusCode).toBe(400);
  });

  it('can name the charge instead of the intent', async () => {
    const charge = (await chargeOf(await paid()))?.id ?? '';
    const refund = await refunds().create({ charge, expand: ['charge', 'payment_intent'] });
    expect(refund).toMatchObject({ charge: { id: charge, refunded: true }, payment_intent: { status: 'succeeded' } });
  });
});
