import { randomUUID } from 'node:crypto';
import type { Order, Payment } from '@causeway/data-model';
import { checkHistory, recordHistory } from '@causeway/invariants/history';
import { eventually } from '@causeway/testing';
import { Shop as Client, Refusal, type Session } from '../../src/client/shop.js';
import { orderOf } from './shop.js';
import type { ShopTest } from './shop-test.js';

const password = 'causeway-demo-1';
const staff = 'support@causeway.example';
const isOrders = (url: string) => /\/v1\/orders(\?|\/[^/]+$|\/[^/]+\/timeline)/.test(url);
const methods = ['pm_card_visa', 'pm_card_slow', 'pm_card_visa', 'pm_card_declined', 'pm_card_error_once'];

export function histories(test: ShopTest): void {
  test('whatever many clients see of many orders at once has happened in one order, and nobody sees an older one later', async (shop) => {
    const history = recordHistory();
    const enter = (email: string, name: string | undefined, send: typeof fetch) =>
      new Client(shop.url, { fetch: send }).session(email, password, name);
    const customers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        enter(`history-${randomUUID()}@system.example`, 'Ann', history.fetchAs(`customer ${n}`)),
      ),
    );
    const support = await enter(staff, undefined, history.fetchAs('support'));
    // The service's own door, past the gateway, must show the same.
    const service = `http://localhost:${shop.system.ports.order}`;
    const past: typeof fetch = (url, init) =>
      history.fetchAs('support inside')(
        String(url).replace(shop.url, isOrders(String(url)) ? service : shop.url),
        init,
      );
    const inside = await enter(staff, undefined, past);
    const product = await shop.newProduct({ stock: 1000 });

    // Hears an order's whole story, as long as it takes.
    const watch = async (id: string) => {
      const headers = { authorization: `Bearer ${shop.staff.support.token}` };
      const stream = await history.fetchAs('a watcher')(`${shop.url}/v1/orders/${id}/events`, { headers });
      return stream.text();
    };
    const watching: Promise<unknown>[] = [];
    // Ten orders at a time: enough to get into each other's way, and not more than a busy machine can bear.
    for (let wave = 0; wave < 5; wave += 1) {
      const placed = await Promise.all(
        [...customers, ...customers].map((customer, index) => {
          const paymentMethod = methods[(wave + index) % methods.length] ?? 'pm_card_visa';
          return live(wave * 7 + index, { customer, support, inside }, orderOf(product, { paymentMethod }));
        }),
      );
      watching.push(...placed.slice(0, 3).map(watch));
    }
    await Promise.all(watching);

    const { violations, orders, sightings } = checkHistory(history.sightings);
    expect(violations).toEqual([]);
    expect(orders).toBe(50);
    expect(sightings).toBeGreaterThan(500);
  }, 300_000);
}

type Clients = { customer: Session; support: Session; inside: Session };

/** One order's life: asked for twice at once, then changed and read by several people at the same time. */
async function live(which: number, { customer, support, inside }: Clients, body: object): Promise<string> {
  const key = { 'idempotency-key': randomUUID() };
  const ask = () => customer.post<Order>('/v1/orders', body, key);
  const [{ body: order }] = await Promise.all([ask(), ask()]);
  const path = `/v1/orders/${order.id}`;
  const changes = sequels[which % sequels.length]?.({ customer, support, inside }, path) ?? [];
  const reading = [customer, support, inside].map((reader) => readAll(reader, path));
  await Promise.all([...changes, ...reading]);
  return order.id;
}

/** What several people want of one order at the same time. */
const sequels: readonly ((by: Clients, path: string) => Promise<unknown>[])[] = [
  ({ customer, support }, path) => [cancel(customer, path, 'changed my mind'), cancel(support, path, 'on the phone')],
  ({ customer, support }, path) => [fulfil(support, path), cancel(customer, path, 'too late?')],
  ({ support }, path) => [refund(support, path), refund(support, path)],
  ({ support }, path) => [fulfil(support, path), refund(support, path)],
  () => [],
];

/** Looks at the order in every way there is, again and again. */
async function readAll(reader: Session, path: string): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await reader.get(path);
    await reader.get(`${path}/timeline?limit=100`);
    await reader.get('/v1/orders?limit=60');
    await accepted(reader.get(`${path}/payment`));
  }
}

const cancel = (who: Session, path: string, reason: string) => accepted(who.post(`${path}/cancellation`, { reason }));
const fulfil = (who: Session, path: string) => paidFor(who, path, () => who.post(`${path}/fulfilment`, {}));
const refund = (who: Session, path: string) =>
  paidFor(who, path, async () => {
    const { body: payment } = await who.get<Payment>(`${path}/payment`);
    const key = { 'idempotency-key': randomUUID() };
    const asked = { amount: { amount: 100, currency: 'EUR' }, reason: 'scratched' };
    return who.post(`/v1/payments/${payment.id}/refunds`, asked, key);
  });

/** Does it as soon as the order is paid, or has come to its end. */
async function paidFor(who: Session, path: string, act: () => Promise<unknown>): Promise<void> {
  await eventually(async () => expect((await who.get<Order>(path)).body.status).not.toBe('pending_payment'), 60_000);
  await accepted(act());
}

/** A refusal is an answer like any other: whether it was right is for the history to tell. */
const accepted = (request: Promise<unknown>) =>
  request.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
