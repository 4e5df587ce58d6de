import { order, settledStatuses } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import pLimit from 'p-limit';
import * as z from 'zod';
import { ask } from './api.js';
import { aCustomer, type Person } from './people.js';
import { orderOf, type Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

const orders = 20;
const methods = ['pm_card_visa', 'pm_card_declined', 'pm_card_error_once', 'pm_card_slow'];
const broker = 'service-bus';

export function crashes(test: ShopTest): void {
  test('each service and then the broker is killed in the middle of 20 orders: what was accepted is settled, and everything holds', async (shop) => {
    const customer = await aCustomer(shop.url);
    const before = await restartsIn(shop);

    const placing = await placeAll(shop, customer);
    for (const name of before.keys()) {
      if (name === broker) continue;
      await kill(shop, name);
      await placing.some();
    }
    // What a dead consumer was handed stays locked for a minute, unless the broker dies too.
    await kill(shop, broker);
    const accepted = await placing.all;
    expect(new Set(accepted).size).toBe(orders);

    await eventually(async () => {
      const restarts = await restartsIn(shop);
      for (const [name, count] of before) expect([name, restarts.get(name)]).toEqual([name, count + 1]);
    }, 30_000);
    await eventually(async () => {
      const list = await ask(shop.url, 'GET /v1/orders?limit=100', { as: customer.token });
      const { items } = list.read(z.object({ items: z.array(order) }));
      expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(accepted));
      const open = items.filter(({ status }) => !settledStatuses.includes(status));
      expect(open.map(({ id, status, paymentMethod }) => ({ id, status, paymentMethod }))).toEqual([]);
    }, 60_000);
    await shop.everythingHolds();
  }, 240_000);
}

/** Orders of somebody who asks again until there is an answer. */
async function placeAll(shop: Shop, customer: Person) {
  // What was asked for and given up is held until its lease ends.
  const product = await shop.newProduct({ stock: orders * 2 });
  const limit = pLimit(4);
  const placed = Array.from({ length: orders }, (_, index) => limit(() => place(shop, customer, product.id, index)));
  const all = Promise.all(placed);
  all.catch(() => undefined); // whoever waits for it hears of it
  let seen = 0;
  return {
    all,
    /** Resolves when two more have been accepted. */
    some: async () => {
      seen += 2;
      await Promise.allSettled(placed.slice(0, seen));
    },
  };
}

/** Half a minute: a function that was killed together with its host begins with a cold start. */
const mostAttempts = 8;

/**
 * A request whose service died under it keeps its key for the 30 s of its claim's lease: before that the customer loses
 * patience and asks anew.
 */
async function place(shop: Shop, customer: Person, id: string, index: number, attempt = 1): Promise<string> {
  const body = orderOf({ id }, { paymentMethod: methods[index % methods.length] ?? '' });
  try {
    return await eventually(async () => {
      const answer = await shop.send(customer, body, `crash-${index}-${attempt}`);
      expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
      return answer.read(order).id;
    }, 4000);
  } catch (error) {
    if (attempt === mostAttempts) throw error;
    return place(shop, customer, id, index, attempt + 1);
  }
}

/** How often each service and the broker have been started again so far. */
async function restartsIn(shop: Shop): Promise<Map<string, number>> {
  const { processes } = await shop.system.report();
  const mortal = processes.filter(({ name, kind }) => kind === 'service' || name === broker);
  for (const { name, state } of mortal) expect([name, state]).toEqual([name, 'ready']);
  return new Map(mortal.map(({ name, restarts }) => [name, restarts]));
}

async function kill(shop: Shop, service: string): Promise<void> {
  const { processes } = await shop.system.report();
  const pid = processes.find(({ name }) => name === service)?.pid;
  if (typeof pid !== 'number') throw new Error(`${service} does not run.`);
  process.kill(pid, 'SIGKILL');
}
