import type { Sync } from '@causeway/data-model';
import { percentile } from './lag.js';
import type { Reconciliations, Reports } from './ports.js';

/** How far the projection is behind: from an event's time to its row, and by the last comparison with the sources. */
export class ReportSync {
  readonly #reports: Reports;
  readonly #reconciliations: Pick<Reconciliations, 'last' | 'rowsBehind'>;

  constructor(reports: Reports, reconciliations: Pick<Reconciliations, 'last' | 'rowsBehind'>) {
    this.#reports = reports;
    this.#reconciliations = reconciliations;
  }

  async execute(): Promise<Sync> {
    const [histogram, last, rowsBehind] = await Promise.all([
      this.#reports.lag(),
      this.#reconciliations.last(),
      this.#reconciliations.rowsBehind(),
    ]);
    const samples = histogram.reduce((total, row) => total + row.samples, 0);
    const lagMs = { p50: percentile(histogram, 0.5), p99: percentile(histogram, 0.99), samples };
    if (last === undefined) return { lagMs, rowsBehind, lastReconciliation: null };
    const { at, checked, missing, differing, repaired, sources } = last;
    return { lagMs, rowsBehind, lastReconciliation: { at, checked, missing, differing, repaired, sources } };
  }
}
