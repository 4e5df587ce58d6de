import { type Outcome, pairsOf, type Subject } from './alternate.js';
import type { CpuTimes } from './process/cpu.js';
import { pairedRatio, type Ratio } from './statistics.js';

/** What two subjects are to each other in one measure. */
export type Comparison = { what: string; of: string; to: string; ratio: Ratio };

/** Every subject that is to be compared, in every measure, with what it is compared with. */
export function compare<T>(
  subjects: readonly Subject<T>[],
  outcomes: readonly Outcome<T>[],
  measures: Readonly<Record<string, (result: T) => number>>,
): Comparison[] {
  return subjects.flatMap(({ name, comparedWith }) =>
    comparedWith === undefined
      ? []
      : Object.entries(measures).map(([what, measure]) => ({
          what,
          of: name,
          to: comparedWith,
          ratio: pairedRatio(pairsOf(outcomes, [name, comparedWith], measure)),
        })),
  );
}

/** Microseconds of all processes together. */
export const totalOf = (cpu: CpuTimes): number => Object.values(cpu).reduce((sum, used) => sum + used, 0);
