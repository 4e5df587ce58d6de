import { createHash } from 'node:crypto';

/** Chance that a seed decides: the same seed and name roll the same numbers, whatever else is rolled. */
export class Dice {
  #state: [number, number, number, number];

  constructor(seed: number, name: string) {
    const bytes = createHash('sha256').update(`${seed}/${name}`).digest();
    this.#state = [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8), 1];
  }

  /** From 0 to below 1: sfc32 of PractRand, which passes its tests and TestU01's. */
  next(): number {
    let [a, b, c, counter] = this.#state;
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    this.#state = [a, b, c, counter];
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Exponentially distributed: the time between events that happen at random, `mean` apart on average. */
  wait(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new RangeError('There is nothing to pick from.');
    return one;
  }

  /** One of the names, each as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights) as [T, number][]; // the keys are those of `weights`
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new RangeError('There is nothing to pick from.');
  }
}
