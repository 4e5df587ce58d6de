import { type Order, settledStatuses } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import pLimit from 'p-limit';
import { Shop as Client, type Session } from '../../src/client/shop.js';
import { orderOf, type Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

const orders = 20;
const broker = 'service-bus';
const methods = ['pm_card_visa', 'pm_card_declined', 'pm_card_error_once', 'pm_card_slow'];

export function crashes(test: ShopTest): void {
  test('each service and then the broker is killed in the middle of 20 orders: every accepted order is settled, and everything holds', async (shop) => {
    const client = new Client(shop.url);
    const customer = await client.session('patient@system.example', 'causeway-demo-1', 'Patient');
    const product = await shop.newProduct({ stock: orders });
    const before = await restartsIn(shop);

    const placing = placeAll(customer, product);
    for (const name of before.keys()) {
      if (name === broker) continue;
      await kill(shop, name);
      await placing.next();
    }
    // What a dead consumer was handed stays locked for a minute, unless the broker dies too.
    await kill(shop, broker);
    const accepted = await placing.all;
    expect(new Set(accepted).size).toBe(orders);

    await eventually(
      async () => expect([...(await restartsIn(shop)).values()]).toEqual([...before.values()].map((n) => n + 1)),
      15_000,
    );
    await eventually(async () => {
      const { body } = await customer.get<{ items: Order[] }>('/v1/orders?limit=100');
      const open = body.items.filter(({ status }) => !settledStatuses.includes(status));
      expect(open.map(({ id, status, paymentMethod }) => ({ id, status, paymentMethod }))).toEqual([]);
      expect(new Set(body.items.map(({ id }) => id))).toEqual(new Set(accepted));
    }, 20_000);
    await shop.everythingHolds();
  }, 60_000);
}

/** Orders as a patient client places them: asked again under the same key until there is an answer. */
function placeAll(customer: Session, product: { id: string }) {
  const limit = pLimit(4);
  const place = async (index: number) => {
    const body = orderOf(product, { paymentMethod: methods[index % methods.length] ?? 'pm_card_visa' });
    const reply = await customer.post<{ id: string }>('/v1/orders', body, { 'idempotency-key': `crash-${index}` });
    return reply.body.id;
  };
  const placed = Array.from({ length: orders }, (_, index) => limit(() => place(index)));
  const all = Promise.all(placed);
  all.catch(() => undefined); // whoever waits for it hears of it
  let seen = 0;
  return {
    all,
    /** Resolves when some more have been accepted. */
    next: async () => {
      seen = Math.min(orders, seen + 2);
      await Promise.allSettled(placed.slice(0, seen));
    },
  };
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
