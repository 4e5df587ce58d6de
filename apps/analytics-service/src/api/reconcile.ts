import { counter, log } from '@causeway/runtime/telemetry';
import type { Findings } from '../core/ports.js';
import type { ReconcileSources, RoundOutcome } from '../core/reconcile-sources.js';

const drift = counter(
  'causeway.sync.drift',
  'Rows that were not as their source holds them, and how many were repaired.',
);

/** Compares the projection with its sources, as far as one turn goes, and tells what was found. */
export async function reconcile(sources: ReconcileSources, end: AbortSignal): Promise<void> {
  const outcome = await sources.execute(end);
  if (outcome !== undefined) tell(outcome);
}

function tell({ report, found, away }: RoundOutcome): void {
  const { missing, differing, repaired } = found;
  countFindings({ missing, differing, repaired });
  if (away.length > 0) log.warn({ away }, 'sources did not answer the comparison; the next round asks them again');
  const seen = report === undefined ? {} : { checked: report.checked, behind: report.behind };
  log[missing + differing > 0 ? 'warn' : 'info'](
    { ...seen, missing, differing, repaired },
    report === undefined ? 'recent changes were compared' : 'the projection was compared with its sources',
  );
}

function countFindings(found: Findings): void {
  for (const [what, rows] of Object.entries(found)) {
    if (rows > 0) drift({ what }, rows);
  }
}
