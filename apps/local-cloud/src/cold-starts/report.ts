import Table from 'cli-table3';
import type { Start } from './starts.js';

export type Measured = { name: string; cloud: 'aws' | 'azure'; starts: Start[] };

/** Medians, and the ratio to the plain handler of the same cloud, started right before; with its quartiles. */
export function tableOf(measured: readonly Measured[]): string {
  const table = new Table({
    head: ['cold start', 'CPU, ms', 'ratio', 'wall, ms', 'ratio'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const one of measured) {
    const plain = measured.find(({ cloud }) => cloud === one.cloud) ?? one;
    table.push([one.name, ...cells(one, plain, 'cpuMs'), ...cells(one, plain, 'wallMs')]);
  }
  return table.toString();
}

function cells({ starts }: Measured, plain: Measured, of: keyof Start): string[] {
  const ratios = starts.map((start, run) => start[of] / (plain.starts[run]?.[of] ?? Number.NaN));
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  return [
    quantile(
      starts.map((start) => start[of]),
      0.5,
    ).toFixed(0),
    `${middle} (${low} to ${high})`,
  ];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}
