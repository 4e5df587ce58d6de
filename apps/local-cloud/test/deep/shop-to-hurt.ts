import { dataFolder, type RunningSystem, removeFolder, startSystem, taciturn } from '../system/running-system.js';
import { House } from './house.js';
import { Laboratory } from './laboratory.js';
import { type Attempt, Lanes } from './lanes.js';
import { goesOnAfterARestore, isOfRestore, Restores } from './restores.js';
import type { Results } from './results.js';
import { Begun } from './run-experiment.js';

/** Between two looks at the books processes die and freeze for so long. */
const roundMs = 400_000;
const settleMs = 120_000;

/** A shop in a laboratory, in which everything of a list is done. */
export class ShopToHurt {
  readonly #folder = dataFolder();
  readonly #results: Results;
  #system: RunningSystem | undefined;

  constructor(results: Results) {
    this.#results = results;
  }

  async open(): Promise<void> {
    this.#system = await startSystem(this.#folder, ['--laboratory', '--bundle'], taciturn);
  }

  async hurt(attempts: readonly Attempt[]): Promise<void> {
    const system = this.#system;
    if (system === undefined) throw new Error('The shop is not open.');
    const laboratory = new Laboratory(system.ports);
    const begun = new Begun();
    const house = await House.enter(system, laboratory);
    const place = { house, begun, restores: new Restores(house) };
    const lanes = new Lanes(attempts);
    while (!lanes.isEmpty) {
      const round = this.#results.round();
      const failures: string[] = [];
      await lanes.goOn(place, roundMs, round.add, (sentence) => failures.push(sentence));
      round.end([...failures, ...(await begun.ended()), ...(await laboratory.violations(settleMs))]);
    }
    if (attempts.some(({ name }) => isOfRestore(name))) await this.#goOnAfterARestore(system);
  }

  async close(): Promise<void> {
    await this.#system?.stop();
    removeFolder(this.#folder);
  }

  async #goOnAfterARestore(before: RunningSystem): Promise<void> {
    const round = this.#results.round();
    this.#system = await goesOnAfterARestore(before);
    round.end(await new Laboratory(this.#system.ports).violations(settleMs));
  }
}
