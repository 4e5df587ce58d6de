import { setTimeout as pause } from 'node:timers/promises';
import type { Buyers } from '../orders/measure-orders.js';
import type { RunningShop } from '../shop/running-shop.js';
import { quantile } from '../statistics.js';
import { type Crossing, crossings, lagsIn, trace } from './crossings.js';

export type Lag = { crossing: string; clients: number; p50Ms: number; p99Ms: number; samples: number };

const mostTraces = 300;
/** Spans are sent in groups some times a second. */
const untilSentMs = 1500;

/** How long events take between the clouds while so many customers order. */
export async function measureLag(shop: RunningShop, buyers: Buyers, clients: number): Promise<Lag[]> {
  const { traceIds } = await buyers.buy(clients);
  await pause(untilSentMs);
  const lags = await Promise.all(traceIds.slice(-mostTraces).map((id) => lagsOf(shop, id)));
  return Object.keys(crossings).map((crossing) => {
    const times = lags.flatMap((lag) => lag[crossing as Crossing] ?? []); // the keys of `crossings`
    return { crossing, clients, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), samples: times.length };
  });
}

async function lagsOf(shop: RunningShop, traceId: string): Promise<Partial<Record<Crossing, number>>> {
  const response = await fetch(`${shop.url}/__local/traces/${traceId}`);
  if (response.ok) return lagsIn(trace.parse(await response.json()).spans);
  await response.body?.cancel();
  return {};
}
