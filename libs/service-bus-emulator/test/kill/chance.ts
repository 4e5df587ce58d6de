/** Random numbers that a seed repeats. */
export interface Chance {
  /** From 0 to below `limit`, whole. */
  below(limit: number): number;
  /** True so often. */
  happens(probability: number): boolean;
  /** One of them. */
  oneOf<T>(items: readonly T[]): T;
}

/** The mulberry32 generator. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    happens: (probability) => next() < probability,
    oneOf: (items) => items[below(items.length)] as never, // of an empty list nobody asks
  };
}
