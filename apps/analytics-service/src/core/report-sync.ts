import type { Sync } from '@causeway/data-model';
import { percentile } from './lag.js';
import type { Reports } from './ports.js';

/** How far the projection is behind: from an event's time to its row, and by the last comparison with the sources. */
export class ReportSync {
  readonly #reports: Reports;

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  async execute(): Promise<Sync> {
    const [histogram, last] = await Promise.all([this.#reports.lag(), this.#reports.lastReconciliation()]);
    const samples = histogram.reduce((total, row) => total + row.samples, 0);
    const lagMs = { p50: percentile(histogram, 0.5), p99: percentile(histogram, 0.99), samples };
    if (last === undefined) return { lagMs, rowsBehind: 0, lastReconciliation: null };
    const { behind, ...lastReconciliation } = last;
    return { lagMs, rowsBehind: behind, lastReconciliation };
  }
}
