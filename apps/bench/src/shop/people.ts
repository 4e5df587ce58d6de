import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Order, order } from '@causeway/data-model';
import * as z from 'zod';

const password = 'causeway-demo-1';
const tokens = z.object({ accessToken: z.string() });
const made = z.object({ id: z.string() });

/** Logs one of the shop's demo people in, such as `customer`: their `authorization` header, good for 15 minutes. */
export async function logIn(url: string, who: string): Promise<string> {
  const body = { email: `${who}@causeway.example`, password };
  return `Bearer ${tokens.parse(await post(`${url}/v1/auth/login`, body)).accessToken}`;
}

/** Adds products that will not sell out, and gives their ids: many, so that orders need not wait for one stock item. */
export async function addProducts(url: string, count: number): Promise<string[]> {
  const authorization = await logIn(url, 'merchandiser');
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const body = {
      sku: `BENCH-${randomUUID()}`,
      name: `Bench lamp ${number}`,
      category: 'lighting',
      price: { amount: 1000, currency: 'EUR' },
      stock: 100_000_000,
    };
    ids.push(made.parse(await post(`${url}/v1/products`, body, { authorization })).id);
  }
  return ids;
}

/** Orders one of a product: the 201's body. */
export async function placeOrder(
  url: string,
  { authorization, productId }: { authorization: string; productId: string },
): Promise<Order> {
  const body = {
    items: [{ productId, quantity: 1 }],
    paymentMethod: 'pm_card_visa',
    shippingAddress: { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' },
  };
  return order.parse(await post(`${url}/v1/orders`, body, { authorization, 'idempotency-key': randomUUID() }));
}

const patienceMs = 60_000;

/** Posts, as `ask` does; whoever needs it done once sends an idempotency key. */
export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> =>
  ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/**
 * The answer of a shop, which is asked again while it is busy.
 *
 * @throws Error with the refusal when the answer is not 2xx
 */
export async function ask(url: string, request: RequestInit = {}): Promise<unknown> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const response = await fetch(url, request);
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    const isBusy = response.status === 503 || text.includes('idempotency-in-progress');
    if (!isBusy || performance.now() > until) {
      throw new Error(`${request.method ?? 'GET'} ${url} was refused: ${response.status} ${text}`);
    }
    await pause(100);
  }
}
