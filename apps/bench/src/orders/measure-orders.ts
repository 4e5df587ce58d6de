import { payment } from '@causeway/data-model';
import { localCredentials } from '@causeway/engines';
import type { Subject } from '../alternate.js';
import { startChild } from '../process/child.js';
import { type CpuTimes, duringWhich, type Pids } from '../process/cpu.js';
import { addProducts, ask, logIn, placeOrder } from '../shop/people.js';
import type { RunningShop } from '../shop/running-shop.js';
import { quantile } from '../statistics.js';
import type { Model } from './bare-order.js';
import type { BareOrderWorks } from './bare-process.js';
import type { Bought, BuyersWorks } from './buyers-process.js';
import { untilAtRest } from './rest.js';
import { untilPaid } from './until-paid.js';

export type OrderResult = {
  orders: number;
  p50Ms: number;
  p99Ms: number;
  /** Until the last order was paid. */
  perSecond: number;
  /** Until everything that the orders caused was done, too. */
  settledPerSecond: number;
  cpu: CpuTimes;
};

/** Stock items over which orders are spread. */
const stocks = 64;

/** How the operations without a shop are called. */
export const bareName = 'bare operations';

export type Buyers = { subject(clients: number): Subject<OrderResult>; buy(clients: number): Promise<Bought> };

/** Customers of a shop, who order through its gateway. */
export async function buyersOf(
  shop: RunningShop,
  { name, comparedWith, seconds }: { name: string; comparedWith: string | undefined; seconds: number },
  cleanUp: AsyncDisposableStack,
): Promise<Buyers> {
  const buyers = startChild<BuyersWorks>(new URL('./buyers-process.js', import.meta.url));
  cleanUp.defer(() => buyers.stop());
  const productIds = await addProducts(shop.url, stocks);
  const pids: Pids = { ...shop.pids(), 'the customers': buyers.pid };
  const buy = (clients: number, authorization: string) =>
    buyers.ask('buy', { url: shop.url, authorization, productIds, clients, seconds });
  const run = async (clients: number) => {
    const authorization = await logIn(shop.url, 'customer');
    const start = performance.now();
    const { result: bought, cpu } = await duringWhich(pids, async () => {
      const all = await buy(clients, authorization);
      await untilAtRest(shop.bus.countsUrl);
      return all;
    });
    return resultOf(bought.paidMs, { elapsedMs: bought.elapsedMs, settledMs: performance.now() - start, cpu });
  };
  return {
    buy: async (clients) => buy(clients, await logIn(shop.url, 'customer')),
    subject: (clients) => ({
      name: named(name, clients),
      comparedWith: comparedWith === undefined ? undefined : named(comparedWith, clients),
      run: () => run(clients),
    }),
  };
}

const named = (name: string, clients: number) => `${name}, ${clients} at once`;

/** The same durable operations on the same engines without the shop. */
export async function bareOrders(
  shop: RunningShop,
  { seconds }: { seconds: number },
  cleanUp: AsyncDisposableStack,
): Promise<(clients: number) => Subject<OrderResult>> {
  const bare = startChild<BareOrderWorks>(new URL('./bare-process.js', import.meta.url));
  cleanUp.defer(() => bare.stop());
  await bare.ask('open', {
    dynamoUrl: shop.urlOf('dynamodb'),
    credentials: localCredentials,
    bus: shop.bus,
    sqlFile: shop.sqlFile('bench.db'),
    providerUrl: shop.urlOf('payment-sandbox'),
    providerKey: shop.providerKey,
    model: await modelFrom(shop),
    stocks,
  });
  const pids = { [bareName]: bare.pid, ...shop.pids(...shop.engines, 'payment-sandbox') };
  return (clients) => ({
    name: named(bareName, clients),
    comparedWith: undefined,
    run: async () => {
      const { result: done, cpu } = await duringWhich(pids, () => bare.ask('run', { clients, seconds }));
      return resultOf(done.orderMs, { elapsedMs: done.elapsedMs, settledMs: done.elapsedMs, cpu });
    },
  });
}

function resultOf(
  times: readonly number[],
  { elapsedMs, settledMs, cpu }: { elapsedMs: number; settledMs: number; cpu: CpuTimes },
): OrderResult {
  return {
    orders: times.length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    perSecond: (times.length / elapsedMs) * 1000,
    settledPerSecond: (times.length / settledMs) * 1000,
    cpu,
  };
}

/** A real order and its payment, to copy from. */
async function modelFrom(shop: RunningShop): Promise<Model> {
  const authorization = await logIn(shop.url, 'customer');
  const [productId = ''] = await addProducts(shop.url, 1);
  const placed = await placeOrder(shop.url, { authorization, productId });
  await untilPaid(`${shop.url}/v1/orders/${placed.id}/events`, authorization);
  await untilAtRest(shop.bus.countsUrl);
  const path = `/v1/orders/${placed.id}/payment`;
  return { order: placed, payment: payment.parse(await ask(`${shop.url}${path}`, { headers: { authorization } })) };
}
