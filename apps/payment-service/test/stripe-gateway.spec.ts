import { anOrder } from '@causeway/testing';
import { v7 } from 'uuid';
import { stripeClient } from '../src/adapters/stripe-client.js';
import { StripeGateway } from '../src/adapters/stripe-gateway.js';
import { InDoubt } from '../src/core/ports.js';
import { requested } from '../src/core/request-payment.js';
import { type Sandbox, sandboxKey, startSandbox } from './engines/sandbox.js';

let sandbox: Sandbox;
let gateway: StripeGateway;

const gatewayOf = (url: string, timeoutMs = 2500, key = sandboxKey) =>
  new StripeGateway(
    stripeClient({ PAYMENT_PROVIDER_URL: url, PAYMENT_PROVIDER_KEY: key, PROVIDER_TIMEOUT_MS: timeoutMs }),
    { timeoutMs, returnUrl: 'http://localhost:8080/orders' },
  );

const paymentWith = (paymentMethod: string) =>
  requested(anOrder({ paymentMethod }), { id: v7(), now: new Date(), traceparent: '' }).payment;

async function created(paymentMethod: string) {
  const intent = await gateway.create(paymentWith(paymentMethod));
  if ('refused' in intent) throw new Error(intent.refused);
  return intent;
}

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = gatewayOf(sandbox.url);
});
afterAll(() => sandbox.stop());

describe('the provider through its own client', () => {
  it('creates one intent for a payment, however often it is asked', async () => {
    const payment = paymentWith('pm_card_visa');
    const first = await gateway.create(payment);
    expect(await gateway.create(payment)).toEqual(first);
    expect(first).toMatchObject({ status: 'unconfirmed', amount: { amount: 2598, currency: 'EUR' } });
  });

  it('refuses a payment method that does not exist', async () => {
    expect(await gateway.create(paymentWith('pm_card_nobody'))).toEqual({ refused: 'resource_missing' });
  });

  it.each([
    ['pm_card_visa', { status: 'succeeded', method: { type: 'card', brand: 'visa', last4: '4242' } }],
    ['pm_card_declined', { status: 'failed', declineCode: 'generic_decline', method: { last4: '0002' } }],
    ['pm_card_insufficient_funds', { status: 'failed', declineCode: 'insufficient_funds' }],
    ['pm_card_3ds', { status: 'requires_action', redirectUrl: expect.stringContaining('/3ds/pi_') }],
    ['pm_card_slow', { status: 'processing' }],
  ])('confirms %s', async (paymentMethod, expected) => {
    const { id } = await created(paymentMethod);
    expect(await gateway.confirm(id)).toMatchObject(expected);
    expect(await gateway.retrieve(id)).toMatchObject({ status: expected.status });
  });

  it('shows the truth, and not a stored answer, when it is asked to confirm again', async () => {
    const { id } = await created('pm_card_3ds');
    await gateway.confirm(id);
    await sandbox.authenticate(id, 'pass');
    expect(await gateway.confirm(id)).toMatchObject({ status: 'succeeded' });
  });

  it('is in doubt after a failure, and gets past it although its answer is stored', async () => {
    const { id } = await created('pm_card_error_once');
    await expect(gateway.confirm(id)).rejects.toThrow(InDoubt);
    expect(await gateway.retrieve(id)).toMatchObject({ status: 'unconfirmed' });
    expect(await gateway.confirm(id)).toMatchObject({ status: 'succeeded' });
  });

  it('is in doubt when the answer takes too long, and finds the charge afterwards', async () => {
    const impatient = gatewayOf(sandbox.url, 1000);
    const { id } = await created('pm_card_timeout_after_charge');
    await expect(impatient.confirm(id)).rejects.toThrow(InDoubt);
    expect(await gateway.retrieve(id)).toMatchObject({ status: 'succeeded', method: { brand: 'amex' } });
  });

  it('is in doubt when nobody listens, and when the key is wrong', async () => {
    await expect(gatewayOf('http://127.0.0.1:9').retrieve('pi_1')).rejects.toThrow(InDoubt);
    await expect(gatewayOf(sandbox.url, 2500, 'sk_test_wrong').retrieve('pi_1')).rejects.toThrow(InDoubt);
    await expect(gateway.retrieve('pi_nobody')).rejects.toThrow(InDoubt);
  });

  it('cancels what can be cancelled and says what became of the rest', async () => {
    const open = await created('pm_card_3ds');
    await gateway.confirm(open.id);
    expect(await gateway.cancel(open.id, 'abandoned')).toMatchObject({ status: 'cancelled', declineCode: null });
    expect(await gateway.cancel(open.id, 'abandoned')).toMatchObject({ status: 'cancelled' });
    const paid = await created('pm_card_visa');
    await gateway.confirm(paid.id);
    expect(await gateway.cancel(paid.id, 'requested_by_customer')).toMatchObject({ status: 'succeeded' });
  });

  it('remembers why an attempt failed when the intent is cancelled after it', async () => {
    const { id } = await created('pm_card_3ds');
    await gateway.confirm(id);
    await sandbox.authenticate(id, 'fail');
    expect(await gateway.retrieve(id)).toMatchObject({ status: 'failed' });
    expect(await gateway.cancel(id, 'abandoned')).toMatchObject({
      status: 'cancelled',
      declineCode: 'payment_intent_authentication_failure',
    });
  });

  it('refunds once per key, finds its refunds again, and refuses more than was taken', async () => {
    const { id } = await created('pm_card_visa');
    await gateway.confirm(id);
    const refund = { id: v7(), key: `ref:${v7()}`, amount: { amount: 1000, currency: 'EUR' } };
    const first = await gateway.refund(id, refund);
    expect(first).toMatchObject({ status: 'succeeded' });
    expect(await gateway.refund(id, refund)).toEqual(first);
    expect(await gateway.refundOf(id, refund.id)).toEqual(first);
    expect(await gateway.refundOf(id, v7())).toBeUndefined();
    const tooMuch = { id: v7(), key: `ref:${v7()}`, amount: { amount: 2000, currency: 'EUR' } };
    expect(await gateway.refund(id, tooMuch)).toEqual({ refused: 'amount_too_large' });
    expect((await sandbox.intents()).find((intent) => intent.id === id)?.refunds).toHaveLength(1);
  });
});
