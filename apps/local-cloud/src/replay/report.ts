import { createHash } from 'node:crypto';
import { canonicalJson } from '@causeway/data-model';
import Table from 'cli-table3';
import type { Session } from '../client/shop.js';
import type { Journal } from './journal.js';
import type { Plan } from './plan.js';

export type Revenue = { gross: number; refunded: number };

export type Invariant = { id: string; rule: string; holds: boolean; checked: number; violations: string[] };

export type Report = {
  rows: number;
  accepted: number;
  refused: Record<string, number>;
  orders: Record<string, number>;
  refunds: Record<string, number>;
  seconds: number;
  settleMs: { p50: number; p99: number };
  revenue: { currency: string; byFile: Revenue; byAnalytics: Revenue; equal: boolean };
  /** What is left of each product, by sku. */
  stock: Record<string, number>;
  /** The same for two replays that came to the same end: states of orders and refunds, money and stock. */
  books: string;
  invariants: Invariant[];
  good: boolean;
  /** Processes killed meanwhile, by name; absent when nobody was to be. */
  kills?: Record<string, number>;
};

/** What our own analytics has for a currency, over all time. */
export async function readRevenue(analyst: Session, currency: string): Promise<Revenue> {
  const to = new Date(Date.now() + 86_400_000).toISOString();
  const query = `from=2000-01-01T00:00:00Z&to=${encodeURIComponent(to)}&interval=month&currency=${currency}`;
  type Sales = { buckets: { gross: { amount: number }; refunded: { amount: number } }[] };
  const { body } = await analyst.get<Sales>(`/v1/analytics/sales?${query}`);
  return body.buckets.reduce(
    (sum, { gross, refunded }) => ({ gross: sum.gross + gross.amount, refunded: sum.refunded + refunded.amount }),
    { gross: 0, refunded: 0 },
  );
}

/** What the file says about everything that the shop accepted. */
export function revenueByFile(plan: Plan, journal: Journal): Revenue {
  const sold = plan.orders.filter(({ key }) => journal.find('order', key) !== undefined);
  const back = plan.refunds.filter(({ key }) => journal.find('refund', key)?.status === 'succeeded');
  return { gross: sum(sold.map(({ total }) => total)), refunded: sum(back.map(({ amount }) => amount)) };
}

/** What two replays of one file, each in a shop of its own, are compared by. */
export const digestOf = ({ orders, refunds, refused, revenue, stock }: Omit<Report, 'books'>): string =>
  createHash('sha256').update(canonicalJson({ orders, refunds, refused, revenue, stock })).digest('hex').slice(0, 16);

export function countOutcomes(
  plan: Plan,
  journal: Journal,
): Pick<Report, 'rows' | 'accepted' | 'refused' | 'orders' | 'refunds'> {
  const refused = tally(plan.refused.map(({ reason }) => reason));
  const orders: Record<string, number> = {};
  const refunds: Record<string, number> = {};
  let accepted = 0;
  for (const { key, rows } of plan.orders) {
    const done = journal.find('order', key);
    if (done === undefined) add(refused, journal.find('refused', key)?.reason ?? 'not-done', rows.length);
    else {
      accepted += rows.length;
      add(orders, done.status, 1);
    }
  }
  for (const { key } of plan.refunds) {
    const done = journal.find('refund', key);
    if (done === undefined) add(refused, journal.find('refused', key)?.reason ?? 'not-done', 1);
    else {
      accepted += 1;
      add(refunds, done.status, 1);
    }
  }
  return { rows: plan.rows, accepted, refused, orders, refunds };
}

export function settleTimes(plan: Plan, journal: Journal): Report['settleMs'] {
  const times = plan.orders.flatMap(({ key }) => journal.find('order', key)?.ms ?? []).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

export function writeReport(report: Report): string {
  const table = new Table({ style: { head: [], border: [] } });
  const { revenue } = report;
  const money = (amount: number) => `${(amount / 100).toFixed(2)} ${revenue.currency}`;
  table.push(
    ['rows read', report.rows],
    ['rows accepted', report.accepted],
    ...Object.entries(report.refused).map(([reason, count]) => [`rows refused: ${reason}`, count]),
    ...Object.entries(report.orders).map(([status, count]) => [`orders ${status}`, count]),
    ...Object.entries(report.refunds).map(([status, count]) => [`refunds ${status}`, count]),
    ['time', `${report.seconds.toFixed(1)} s`],
    ['placed to settled, p50 / p99', `${report.settleMs.p50} / ${report.settleMs.p99} ms`],
    ['revenue by the file', `${money(revenue.byFile.gross)}, refunded ${money(revenue.byFile.refunded)}`],
    [
      'revenue by our analytics',
      `${money(revenue.byAnalytics.gross)}, refunded ${money(revenue.byAnalytics.refunded)}`,
    ],
    ['equal to the penny', revenue.equal ? 'yes' : 'NO'],
    ['books', report.books],
    ...(report.kills === undefined ? [] : [['processes killed', killsOf(report.kills)]]),
    ...report.invariants.map(({ id, rule, holds, checked }) => [
      `${id} ${rule}`,
      holds ? `holds (${checked})` : 'BROKEN',
    ]),
  );
  const broken = report.invariants.flatMap(({ id, violations }) =>
    violations.map((violation) => `  ${id}: ${violation}`),
  );
  return [table.toString(), ...broken].join('\n');
}

const killsOf = (kills: Record<string, number>): string =>
  Object.entries(kills)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function tally(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) add(counts, value, 1);
  return counts;
}

function add(counts: Record<string, number>, key: string, by: number): void {
  counts[key] = (counts[key] ?? 0) + by;
}
