import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Outcome } from './alternate.js';
import type { Comparison } from './comparisons.js';
import type { Lag } from './lag/measure-lag.js';
import type { OrderResult } from './orders/measure-orders.js';
import type { ReadResult } from './reads/measure-reads.js';

/** Everything that a run of the benchmark found out; what `--json` writes. */
export type Figures = {
  at: string;
  machine: { before: Machine; after: Machine };
  settings: { rounds: number; seconds: number; against: string | null };
  reads: Outcome<ReadResult>[];
  orders: Outcome<OrderResult>[];
  lag: Lag[];
  /** CPU microseconds a second of each process while nobody asks for anything. */
  idle: Record<string, number>;
  comparisons: Comparison[];
};

/** `load`: how many processes wanted to run in the last minute, on average. */
export type Machine = { processors: number; model: string; memoryGb: number; node: string; load: number };

export const machine = (): Machine => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  load: loadavg()[0] ?? 0,
});
