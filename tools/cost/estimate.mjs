import { perMonth } from './per-month.mjs';
import { perOrder } from './per-order.mjs';
import { currency, prices } from './prices.mjs';

/**
 * What a month costs with so many orders: `lines` as `{ cloud, service, price, perMonth, perOrder, total, isEgress, why }`, and
 * their sums. Tiers and free amounts are left out of account.
 */
export function estimate(root, environment, orders) {
  const fixed = perMonth(environment).map((line) => priced(line, { perMonth: usd(line), perOrder: 0 }));
  const variable = perOrder(root, environment).map((line) => priced(line, { perMonth: 0, perOrder: usd(line) }));
  const lines = [...fixed, ...variable].map((line) => ({ ...line, total: line.perMonth + line.perOrder * orders }));
  const clouds = Object.fromEntries(
    ['aws', 'azure'].map((cloud) => [cloud, sums(lines.filter((one) => one.cloud === cloud))]),
  );
  return {
    currency,
    orders,
    lines,
    clouds,
    egress: sums(lines.filter(({ isEgress }) => isEgress)),
    all: sums(lines),
  };
}

const usd = ({ price, amount }) => (prices[price].usd * amount) / prices[price].per;

const priced = ({ cloud, service, price, isEgress, amount, why }, costs) => ({
  cloud,
  service,
  price,
  amount,
  why,
  isEgress,
  ...costs,
});

const sums = (lines) =>
  lines.reduce(
    (sum, line) => ({
      perMonth: sum.perMonth + line.perMonth,
      perOrder: sum.perOrder + line.perOrder,
      total: sum.total + line.total,
    }),
    { perMonth: 0, perOrder: 0, total: 0 },
  );

/** The lines of one service in one cloud put together, the dearest first. */
export function byService(lines) {
  const groups = Map.groupBy(lines, ({ cloud, service }) => `${cloud} ${service}`);
  return [...groups.values()]
    .map((group) => ({ cloud: group[0].cloud, service: group[0].service, ...sums(group) }))
    .sort((a, b) => a.cloud.localeCompare(b.cloud) || b.total - a.total);
}
