import Table from 'cli-table3';
import type { Finding } from '../laboratory/laboratory-client.js';
import type { Sample } from './backlog.js';
import { awayAtMost } from './killer.js';
import type { MendedRow } from './mended-rows.js';
import type { Aftermath } from './storm.js';

export interface ChaosReport {
  seed: number;
  orders: number;
  killMeanMs: number;
  /** What came of it: kills wait until processes are there to be killed. */
  effectiveKillMeanMs: number;
  cutMs: number | null;
  schedule: string;
  kills: Record<string, number>;
  killsInAll: number;
  killsWaited: number;
  busFaults: Record<string, number>;
  /** Single requests by what they were answered. */
  requests: Record<string, number>;
  accepted: number;
  refused: Record<string, number>;
  ends: Record<string, number>;
  settled: number;
  settleMs: { p50: number; p99: number; max: number };
  trafficSeconds: number;
  settledAfterSeconds: number;
  /** Rows of the projection that reconciliation had to mend, and no event. */
  mended: MendedRow[];
  backlog: { samples: Sample[]; acceptedDuringCut: number };
  invariants: Finding[];
  violations: string[];
}

export const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

export function endsOf({ ends }: Aftermath): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of ends.values()) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The report as a person reads it. */
export function writeReport(report: ChaosReport): string {
  const table = new Table({ style: { head: [], border: [] }, colWidths: [46, 74], wordWrap: true });
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const { settleMs } = report;
  table.push(
    ['schedule', `${report.schedule} (seed ${report.seed})`],
    ['kills', `${report.killsInAll}: ${list(report.kills)}`],
    [
      'time between kills, planned / effective mean',
      `${report.killMeanMs} / ${report.effectiveKillMeanMs} ms: ${report.killsWaited} waited for their process, or because ${awayAtMost} others were away`,
    ],
    ['faults of Service Bus', list(report.busFaults)],
    ['requests', list(report.requests)],
    ['orders wanted / accepted', `${report.orders} / ${report.accepted}`],
    ['refused', list(report.refused) || 'none'],
    ['settled', `${report.settled}: ${list(report.ends)}`],
    ['placed to settled, p50 / p99 / longest', `${settleMs.p50} / ${settleMs.p99} / ${settleMs.max} ms`],
    ['rows mended by reconciliation', mendedIn(report)],
    ['time', `${report.trafficSeconds} s under fire, then ${report.settledAfterSeconds} s until all was settled`],
    ...report.invariants.map(({ id, rule, holds, checked }) => [
      `${id} ${rule}`,
      holds ? `holds (${checked})` : 'BROKEN',
    ]),
    ['violations', report.violations.length],
  );
  return [table.toString(), ...backlogOf(report), ...report.violations.map((one) => `  ${one}`)].join('\n');
}

const mendedIn = ({ mended }: ChaosReport): string => {
  const told = (by: MendedRow['told']) => mended.filter((row) => row.told === by).length;
  return `${mended.length}: ${told(true)} before their events, ${told(false)} instead of them`;
};

const rowsShown = 24;

/** The backlog around the cut, thinned to what fits a screen. */
function backlogOf({ cutMs, backlog: { samples, acceptedDuringCut } }: ChaosReport): string[] {
  if (cutMs === null) return [];
  const table = new Table({
    head: ['s', 'link', 'accepted', 'not settled', 'in Service Bus', 'processes up'],
    style: { head: [], border: [] },
  });
  const every = Math.max(1, Math.ceil(samples.length / rowsShown));
  for (const [n, { at, cut, accepted, waiting, messages, ready }] of samples.entries()) {
    if (n % every !== 0) continue;
    table.push([at, cut ? 'CUT' : 'whole', accepted, waiting, messages ?? 'away', ready ?? '?']);
  }
  return [`${acceptedDuringCut} orders were accepted while the link was cut for ${cutMs / 1000} s:`, table.toString()];
}
