import Table from 'cli-table3';
import type { Action } from './laboratory.js';
import type { Point } from './points.js';

type Done = { name: string; action: Action; process: string };
type Outcome = Done & { hit: boolean; violations: readonly string[] };

/** What became of each point, killed and frozen. */
export class Results {
  readonly #points: readonly Point[];
  readonly #outcomes: Outcome[] = [];

  constructor(points: readonly Point[]) {
    this.#points = points;
  }

  /** Some experiments side by side, and what did not hold after them. */
  round() {
    const done: (Done & { hit: boolean })[] = [];
    return {
      add: ({ name, action, process }: Done, hit: boolean) => void done.push({ name, action, process, hit }),
      end: (violations: readonly string[]) => {
        const outcomes = done.map((one) => ({ ...one, violations }));
        this.#outcomes.push(...outcomes);
        process.stdout.write(`${outcomes.length} points, ${violations.length} violations: ${namesOf(done)}\n`);
        for (const violation of violations) process.stdout.write(`  ${violation}\n`);
      },
    };
  }

  table(): string {
    const table = new Table({ head: ['point', 'process', 'killed', 'frozen'], style: { head: [], border: [] } });
    for (const { name } of this.#points) {
      const processes = new Set(this.#of(name).map(({ process }) => process));
      table.push([name, [...processes].join(', '), this.#verdict(name, 'kill'), this.#verdict(name, 'freeze')]);
    }
    return table.toString();
  }

  /** A sentence for every point that was not hit, and for what did not hold. */
  faults(): string[] {
    const missed = this.#points.flatMap(({ name }) =>
      (['kill', 'freeze'] as const)
        .filter((action) => !this.#of(name).some((one) => one.action === action && one.hit))
        .map((action) => `${name} was never hit (${action})`),
    );
    return [...missed, ...new Set(this.#outcomes.flatMap(({ violations }) => violations))];
  }

  #of(name: string): Outcome[] {
    return this.#outcomes.filter((one) => one.name === name);
  }

  #verdict(name: string, action: Action): string {
    const outcome = this.#of(name).find((one) => one.action === action);
    if (outcome === undefined || !outcome.hit) return 'never hit';
    return outcome.violations.length === 0 ? 'hit, holds' : 'hit, VIOLATED';
  }
}

const namesOf = (done: readonly (Done & { hit: boolean })[]): string =>
  done.map(({ name, action, hit }) => `${name} ${action}${hit ? '' : ' NOT HIT'}`).join(', ');
