// A process of its own: customers who place an order and watch it until it is paid, again and again.
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { offer } from '../process/offer.js';
import { dispatcher, untilAnswered, untilPaid } from './until-paid.js';

export type Buying = { url: string; authorization: string; productIds: string[]; clients: number; seconds: number };
export type Bought = {
  /** Milliseconds from sending the order to reading in its event stream that it is paid. */
  paidMs: number[];
  /** Milliseconds from sending the order to its 201. */
  acceptedMs: number[];
  traceIds: string[];
  /** From the first order to the last one's payment. */
  elapsedMs: number;
};
export type BuyersWorks = { buy: (buying: Buying) => Promise<Bought> };

async function buy(buying: Buying): Promise<Bought> {
  const bought: Bought = { paidMs: [], acceptedMs: [], traceIds: [], elapsedMs: 0 };
  const start = performance.now();
  const end = start + buying.seconds * 1000;
  const customer = async () => {
    do await buyOnce(buying, bought);
    while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: buying.clients }, customer));
  return { ...bought, elapsedMs: performance.now() - start };
}

async function buyOnce({ url, authorization, productIds }: Buying, bought: Bought): Promise<void> {
  const productId = productIds[Math.floor(Math.random() * productIds.length)];
  const body = JSON.stringify({
    items: [{ productId, quantity: 1 }],
    paymentMethod: 'pm_card_visa',
    shippingAddress: { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' },
  });
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const sent = performance.now();
  const answer = await untilAnswered(() => request(`${url}/v1/orders`, { dispatcher, method: 'POST', headers, body }));
  if (answer.statusCode !== 201) {
    throw new Error(`POST /v1/orders was answered ${answer.statusCode}: ${await answer.body.text()}`);
  }
  await answer.body.dump();
  bought.acceptedMs.push(performance.now() - sent);
  await untilPaid(`${url}${answer.headers.location}/events`, authorization);
  bought.paidMs.push(performance.now() - sent);
  bought.traceIds.push(String(answer.headers['x-trace-id']));
}

offer({ buy });
