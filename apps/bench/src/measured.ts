import { setTimeout as pause } from 'node:timers/promises';
import { alternate } from './alternate.js';
import { type Comparison, compare, totalOf } from './comparisons.js';
import { type Figures, machine } from './figures.js';
import { measureLag } from './lag/measure-lag.js';
import type { Options, PartName } from './options.js';
import { type Buyers, bareName, bareOrders, buyersOf } from './orders/measure-orders.js';
import { duringWhich } from './process/cpu.js';
import { bareNames, Reads, shopNames } from './reads/measure-reads.js';
import { openShops, type Shops } from './shop/shops.js';

const clientNumbers = [1, 32];
const idleSeconds = 5;

type Say = (sentence: string) => void;
type Bench = { shops: Shops; options: Options; cleanUp: AsyncDisposableStack; say: Say };

/** Opens the shop, or both that are compared, and measures what was asked for; `cleanUp` closes everything. */
export async function measured(options: Options, cleanUp: AsyncDisposableStack, say: Say): Promise<Figures> {
  const { rounds, seconds, only, against = null } = options;
  const wants = (...parts: PartName[]) => only === undefined || parts.includes(only);
  const before = machine();
  const bench: Bench = { shops: await openShops(options.against, cleanUp, say), options, cleanUp, say };
  const reads = wants('a', 'c') ? await measureReads(bench) : { outcomes: [], comparisons: [] };
  const buyers = wants('b', 'c', 'd') ? await openBuyers(bench) : [];
  const orders = wants('b', 'c') ? await measureOrders(bench, buyers) : { outcomes: [], comparisons: [] };
  const lag = wants('d') ? await lagOf(bench, buyers) : [];
  const idle = wants('c') ? await idleTimes(bench) : {};
  return {
    at: new Date().toISOString(),
    machine: { before, after: machine() },
    settings: { rounds, seconds, against },
    reads: reads.outcomes,
    orders: orders.outcomes,
    lag,
    idle,
    comparisons: [...reads.comparisons, ...orders.comparisons],
  };
}

async function measureReads({ shops: { first, second }, options: { rounds, seconds }, cleanUp, say }: Bench) {
  const reads = await Reads.of(first.shop, seconds, cleanUp);
  const otherNames = second === undefined ? bareNames : shopNames(second.suffix);
  const others =
    second === undefined
      ? await reads.bare(cleanUp)
      : (await Reads.of(second.shop, seconds, cleanUp)).ofShop(otherNames, undefined);
  const subjects = [...reads.ofShop(shopNames(''), otherNames), ...others];
  const outcomes = await warmAndAlternate(subjects, rounds, say);
  const comparisons = compare(subjects, outcomes, {
    'requests a second': ({ perSecond }) => perSecond,
    'CPU time of a request': ({ cpu, requests }) => totalOf(cpu) / requests,
  });
  return { outcomes, comparisons };
}

async function openBuyers({ shops: { first, second }, options: { seconds }, cleanUp }: Bench): Promise<Buyers[]> {
  const name = 'the shop';
  const other = second === undefined ? bareName : `${name}${second.suffix}`;
  const buyers = [await buyersOf(first.shop, { name, comparedWith: other, seconds }, cleanUp)];
  if (second !== undefined) {
    buyers.push(await buyersOf(second.shop, { name: other, comparedWith: undefined, seconds }, cleanUp));
  }
  return buyers;
}

async function measureOrders({ shops, options: { rounds, seconds }, cleanUp, say }: Bench, buyers: readonly Buyers[]) {
  const bare = shops.second === undefined ? await bareOrders(shops.first.shop, { seconds }, cleanUp) : undefined;
  const outcomes = [];
  const comparisons: Comparison[] = [];
  for (const clients of clientNumbers) {
    const subjects = buyers.map((one) => one.subject(clients));
    if (bare !== undefined) subjects.push(bare(clients));
    const results = await warmAndAlternate(subjects, rounds, say);
    outcomes.push(...results);
    const measures = {
      'p50 of an order': ({ p50Ms }: { p50Ms: number }) => p50Ms,
      'orders a second': ({ perSecond }: { perSecond: number }) => perSecond,
      'CPU time of an order': (one: (typeof results)[number]['result']) => totalOf(one.cpu) / one.orders,
    };
    comparisons.push(...compare(subjects, results, measures));
  }
  return { outcomes, comparisons };
}

async function warmAndAlternate<T>(subjects: Parameters<typeof alternate<T>>[0], rounds: number, say: Say) {
  for (const { name, run } of subjects) {
    say(`Warming up: ${name}`);
    await run();
  }
  return alternate(subjects, rounds, (name, round) => say(`Round ${round}: ${name}`));
}

async function lagOf({ shops, say }: Bench, [buyers]: readonly Buyers[]): Promise<Figures['lag']> {
  const lags = [];
  for (const clients of buyers === undefined ? [] : clientNumbers) {
    say(`Lag between the clouds, ${clients} at once`);
    if (buyers !== undefined) lags.push(...(await measureLag(shops.first.shop, buyers, clients)));
  }
  return lags;
}

async function idleTimes({ shops, say }: Bench): Promise<Record<string, number>> {
  say('Doing nothing');
  const { cpu } = await duringWhich(shops.first.shop.pids(), () => pause(idleSeconds * 1000));
  return Object.fromEntries(Object.entries(cpu).map(([name, used]) => [name, used / idleSeconds]));
}
