import Table from 'cli-table3';
import type { Action } from './laboratory.js';
import type { Point } from './points.js';

type Done = { name: string; action: Action; process: string };
type Outcome = Done & { hit: boolean; violations: readonly string[] };
type Tried = Done & { hit: boolean; ms: number };

/** What became of each point, killed and frozen. */
export class Results {
  readonly #points: readonly Point[];
  readonly #outcomes: Outcome[] = [];
  readonly #violations = new Set<string>();

  constructor(points: readonly Point[]) {
    this.#points = points;
  }

  /** Some experiments side by side, and what did not hold after them. */
  round() {
    const done: Tried[] = [];
    const began = performance.now();
    return {
      add: ({ name, action, process }: Done, hit: boolean, ms: number) =>
        void done.push({ name, action, process, hit, ms }),
      end: (violations: readonly string[]) => {
        const outcomes = done.map(({ ms: _, ...one }) => ({ ...one, violations }));
        this.#outcomes.push(...outcomes);
        for (const violation of violations) this.#violations.add(violation);
        const took = seconds(performance.now() - began);
        process.stdout.write(`${outcomes.length} in ${took}, ${violations.length} violations: ${namesOf(done)}\n`);
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

  /** How many of the points there are were hit, in both ways, and what did not hold. */
  count(): string {
    const hit = (action: Action) => this.#points.filter(({ name }) => this.#isHit(name, action)).length;
    const inBoth = this.#points.filter(({ name }) => this.#isHit(name, 'kill') && this.#isHit(name, 'freeze')).length;
    const all = this.#points.length;
    const share = all === 0 ? 0 : Math.floor((100 * inBoth) / all);
    return `hit ${inBoth} of ${all} points (${share} %): killed at ${hit('kill')}, frozen at ${hit('freeze')}; ${this.#violations.size} violations.`;
  }

  /** A sentence for every point that was not hit, and for what did not hold. */
  faults(): string[] {
    const missed = this.#points.flatMap(({ name }) =>
      (['kill', 'freeze'] as const)
        .filter((action) => !this.#isHit(name, action))
        .map((action) => `${name} was never hit (${action})`),
    );
    return [...missed, ...this.#violations];
  }

  #isHit(name: string, action: Action): boolean {
    return this.#of(name).some((one) => one.action === action && one.hit);
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

const namesOf = (done: readonly Tried[]): string =>
  done.map(({ name, action, hit, ms }) => `${name} ${action}${hit ? '' : ' NOT HIT'} (${seconds(ms)})`).join(', ');

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
