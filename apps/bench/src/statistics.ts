/** A ratio over several pairs of runs: the median of the pairs' ratios, and the interval that 95 % of resamplings give. */
export type Ratio = { median: number; low: number; high: number; pairs: number };

/** The value below which `share` (0 to 1) of the values lie, by the nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const resamplings = 2000;

/**
 * The median of what the first of each pair is to the second. The interval is a percentile bootstrap over the pairs, drawn
 * by a generator with a fixed seed: the same runs always give the same interval. Of one pair it has no width, which says
 * nothing: three pairs are the least that can tell of a spread.
 */
export function pairedRatio(pairs: readonly (readonly [number, number])[]): Ratio {
  const ratios = pairs.map(([first, second]) => first / second);
  const draw = generator(20_261_121);
  const medians = Array.from({ length: resamplings }, () =>
    median(ratios.map(() => ratios[Math.floor(draw() * ratios.length)] ?? Number.NaN)),
  );
  return {
    median: median(ratios),
    low: quantile(medians, 0.025),
    high: quantile(medians, 0.975),
    pairs: ratios.length,
  };
}

/** Numbers from 0 to 1 that look random (mulberry32, public domain). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
