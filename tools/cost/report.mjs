import Table from 'cli-table3';
import { byService } from './estimate.mjs';
import { prices } from './prices.mjs';

/** The estimate as a table for people, with what it is made of. */
export function report({ orders, lines, clouds, egress, all }, env) {
  const table = new Table({
    head: ['cloud', 'service', 'a month, idle', 'a thousand orders', 'in all'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { cloud, service, ...sums } of byService(lines)) table.push([cloud, service, ...cells(sums)]);
  for (const [cloud, sums] of Object.entries(clouds)) table.push([cloud, 'all', ...cells(sums)]);
  table.push(['both', 'all', ...cells(all)]);
  return [
    `An estimate for ${env} with ${orders} orders a month, in US dollars without tax:`,
    table.toString(),
    `Of it, what leaves one cloud for the other or for the payment provider: ${dollars(egress.total)}.`,
    orders === 0
      ? 'Without an order there is no cost of one.'
      : `An order costs ${cents(all.total / orders)}, of which ${cents(all.perOrder)} are its own.`,
    ...pricesBehind(lines),
  ].join('\n');
}

const cells = ({ perMonth, perOrder, total }) => [dollars(perMonth), dollars(perOrder * 1000), dollars(total)];
const dollars = (usd) => `$${usd.toFixed(2)}`;
const cents = (usd) => `${(usd * 100).toFixed(3)} cents`;

function pricesBehind(lines) {
  const used = [...new Set(lines.map(({ price }) => price))].map((name) => prices[name]);
  const seen = used.filter(({ seen: date }) => date !== null).map(({ seen: date }) => date);
  const dates = seen.filter((date) => date !== 'undated').sort();
  const free = used.filter((price) => price.free !== undefined).length;
  return [
    `${used.length} prices of US East are behind it: ${seen.length} were read on pages of ${dates.at(0)} to ${dates.at(-1)?.slice(0, 4)}, ${used.length - seen.length} are list prices that nobody has compared. ${free} have a free amount, which is not left out.`,
    'tools/cost/prices.mjs names the page of each; tools/cost/per-order.mjs and per-month.mjs say what is counted, and why.',
  ];
}
