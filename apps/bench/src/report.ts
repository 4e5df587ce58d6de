import Table from 'cli-table3';
import type { Outcome } from './alternate.js';
import type { Figures } from './figures.js';
import type { OrderResult } from './orders/measure-orders.js';
import type { CpuTimes } from './process/cpu.js';
import type { ReadResult } from './reads/measure-reads.js';
import { median } from './statistics.js';

/** The figures as tables: of several runs always the median. */
export function report(figures: Figures): string {
  const { reads, orders, lag, idle, comparisons } = figures;
  const sections = [
    headOf(figures),
    reads.length === 0 ? '' : readTable(reads),
    orders.length === 0 ? '' : orderTable(orders),
    reads.length === 0 ? '' : `CPU microseconds of a request\n${cpuTable(reads, ({ requests }) => requests)}`,
    orders.length === 0 ? '' : `CPU microseconds of an order\n${cpuTable(orders, (one) => one.orders)}`,
    Object.keys(idle).length === 0
      ? ''
      : `CPU microseconds of a second in which nothing is asked for\n${idleTable(idle)}`,
    lag.length === 0 ? '' : lagTable(lag),
    comparisons.length === 0 ? '' : comparisonTable(comparisons),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function headOf({ machine: { before, after }, settings: { rounds, seconds } }: Figures): string {
  const { processors, model, memoryGb, node, load } = before;
  return `${processors} processors (${model}), ${memoryGb} GB, Node ${node}; ${rounds} rounds of ${seconds} s; load ${load.toFixed(1)} before and ${after.load.toFixed(1)} after`;
}

function readTable(outcomes: readonly Outcome<ReadResult>[]): string {
  const table = newTable('reading', 'requests/s', 'p50 ms', 'p99 ms');
  for (const [subject, results] of bySubject(outcomes)) {
    table.push([
      subject,
      whole(results.map(({ perSecond }) => perSecond)),
      fine(results.map(({ p50Ms }) => p50Ms)),
      fine(results.map(({ p99Ms }) => p99Ms)),
    ]);
  }
  return table.toString();
}

function orderTable(outcomes: readonly Outcome<OrderResult>[]): string {
  const table = newTable('POST /v1/orders to paid', 'p50 ms', 'p99 ms', 'orders/s', 'all done, orders/s');
  for (const [subject, results] of bySubject(outcomes)) {
    table.push([
      subject,
      fine(results.map(({ p50Ms }) => p50Ms)),
      fine(results.map(({ p99Ms }) => p99Ms)),
      fine(results.map(({ perSecond }) => perSecond)),
      fine(results.map(({ settledPerSecond }) => settledPerSecond)),
    ]);
  }
  return table.toString();
}

/** Processes in lines, subjects in columns. */
function cpuTable<T extends { cpu: CpuTimes }>(outcomes: readonly Outcome<T>[], count: (one: T) => number): string {
  const subjects = [...bySubject(outcomes)].map(([subject, results]) => ({ subject, spent: spentOn(results, count) }));
  const processes = [...new Set(subjects.flatMap(({ spent }) => [...spent.keys()]))];
  const table = newTable('process', ...subjects.map(({ subject }) => subject));
  for (const name of processes) {
    table.push([name, ...subjects.map(({ spent }) => spent.get(name)?.toFixed(0) ?? '')]);
  }
  const total = (spent: Map<string, number>) => [...spent.values()].reduce((sum, one) => sum + one, 0).toFixed(0);
  table.push(['all', ...subjects.map(({ spent }) => total(spent))]);
  return table.toString();
}

function spentOn<T extends { cpu: CpuTimes }>(results: readonly T[], count: (one: T) => number): Map<string, number> {
  const names = [...new Set(results.flatMap(({ cpu }) => Object.keys(cpu)))];
  return new Map(names.map((name) => [name, median(results.map((one) => (one.cpu[name] ?? 0) / count(one)))]));
}

function idleTable(idle: Record<string, number>): string {
  const table = newTable('process', 'a second');
  for (const [name, used] of Object.entries(idle)) table.push([name, used.toFixed(0)]);
  return table.toString();
}

function lagTable(lags: Figures['lag']): string {
  const table = newTable('commit to handling', 'at once', 'p50 ms', 'p99 ms', 'events');
  for (const { crossing, clients, p50Ms, p99Ms, samples } of lags) {
    table.push([crossing, clients, p50Ms.toFixed(1), p99Ms.toFixed(1), samples]);
  }
  return table.toString();
}

function comparisonTable(comparisons: Figures['comparisons']): string {
  const table = newTable('ratio', 'of', 'to', 'median', '95 % of resamplings', 'pairs');
  for (const { what, of, to, ratio } of comparisons) {
    const { median: middle, low, high, pairs } = ratio;
    table.push([what, of, to, middle.toFixed(2), `${low.toFixed(2)} to ${high.toFixed(2)}`, pairs]);
  }
  return table.toString();
}

const newTable = (...head: string[]) => new Table({ head, style: { head: [], border: [] } });

const bySubject = <T>(outcomes: readonly Outcome<T>[]): Map<string, T[]> =>
  new Map(
    [...Map.groupBy(outcomes, ({ subject }) => subject)].map(([name, all]) => [name, all.map((one) => one.result)]),
  );

const whole = (values: readonly number[]) => median(values).toFixed(0);
const fine = (values: readonly number[]) => median(values).toFixed(1);
