import { createHmac, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Payment, Product } from '@causeway/data-model';
import { Refusal } from '../../client/shop.js';
import { secretsIn } from '../../secrets.js';
import { Broken, orderOf, type Rig } from '../rig.js';

// What a client is told, and what the books cannot show.

/** What is refused, and with which code. */
async function codeOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** One key: repeated, with another body, and four times at once. */
export async function sameKeyAgain(rig: Rig): Promise<void> {
  const product = await rig.product();
  const key = randomUUID();
  const first = await rig.order('pm_card_visa', product, key);
  const again = await rig.order('pm_card_visa', product, key).catch((error: unknown) => {
    throw new Broken(`A repeat was not answered as its request was: ${error instanceof Error ? error.message : error}`);
  });
  if (again.id !== first.id) throw new Broken(`One key has the orders ${first.id} and ${again.id}.`);
  const other = rig.customer.post('/v1/orders', orderOf(product, 'pm_card_visa', 2), { 'idempotency-key': key });
  const refused = await codeOf(other);
  if (refused !== 'idempotency-key-reused') throw new Broken(`A used key with another body was ${refused}.`);
  const sameKey = randomUUID();
  const placed = await Promise.all([1, 2, 3, 4].map(() => rig.order('pm_card_visa', product, sameKey)));
  if (new Set(placed.map(({ id }) => id)).size > 1)
    throw new Broken('Four requests with one key placed several orders.');
}

export async function killedAfterClaiming(rig: Rig): Promise<void> {
  const product = await rig.product();
  let isAnswered = false;
  await rig.dyingAt('order-service', 'order.key-claimed', async () => {
    const asked = rig.order('pm_card_visa', product);
    asked.then(
      () => {
        isAnswered = true;
      },
      () => undefined,
    );
  });
  // The lease of the claim is 3 s.
  if (!(await rig.eventually(async () => isAnswered, 10_000)))
    throw new Broken('A request whose first try died is not answered, ten seconds after its service is back.');
}

/** A request that nobody repeats, whose process dies when the stock is reserved. */
export async function killedAfterReserving(rig: Rig): Promise<void> {
  const product = await rig.product(3);
  await rig.dyingAt('order-service', 'order.stock-reserved', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await rig.customer.hangUp({ method: 'POST', path: '/v1/orders', body: orderOf(product), headers }, 3000);
  });
  const isBack = async () => (await rig.customer.get<Product>(`/v1/products/${product.id}`)).body.available === 3;
  if (!(await rig.eventually(isBack, 15_000)))
    throw new Broken('What an abandoned request had reserved never comes back.');
}

/** Of three refunds of 60 % that reach the service in one and the same moment one is made, and the others are too much. */
export async function refundAgainstRefund(rig: Rig): Promise<void> {
  const payments = await Promise.all([1, 2, 3, 4].map(async () => (await rig.paid()).payment));
  for (const payment of payments) {
    const outcomes = await rig.atOnce('payment-service', () => [1, 2, 3].map(() => rig.refund(payment, 600)));
    const refused = outcomes.filter((outcome) => outcome === 'refund-exceeds').length;
    if (refused !== 2) throw new Broken(`Of three refunds of 60 % at once ${3 - refused} were taken on.`);
  }
}

export async function sameRefundAgain(rig: Rig): Promise<void> {
  const { order, payment } = await rig.paid();
  const key = randomUUID();
  const [first, again] = [await rig.refund(payment, 300, key), await rig.refund(payment, 300, key)];
  if (first !== again) throw new Broken(`One key refunded twice: ${first} and ${again}.`);
  const { refunds }: Payment = await rig.paymentOf(order);
  if (refunds.length !== 1) throw new Broken(`One request made ${refunds.length} refunds.`);
}

/** News of the provider's that it never sent, or sent long ago. */
export async function forgedWebhooks(rig: Rig): Promise<void> {
  const body = JSON.stringify({
    id: `evt_${randomUUID()}`,
    data: { object: { object: 'payment_intent', id: 'pi_x' } },
  });
  const { webhookSecret } = secretsIn(join(rig.system.folder, 'data'));
  const now = Math.floor(Date.now() / 1000);
  const signed = (at: number, secret: string) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
  const post = async (signature: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const answer = await fetch(`${rig.system.url}/v1/payments/webhooks`, { method: 'POST', headers, body });
    await answer.body?.cancel();
    return answer.status;
  };
  const statuses = [
    await post(signed(now, webhookSecret)),
    await post(signed(now, 'whsec_another_one')),
    await post(signed(now - 3600, webhookSecret)),
  ];
  if (statuses.join() !== '200,401,401')
    throw new Broken(`A webhook that is signed, forged, an hour old was answered ${statuses.join(', ')}.`);
}
