/** The upper edge, in milliseconds, of the histogram bucket a lag falls into; edges grow by about a tenth. */
export function lagBucket(ms: number): number {
  const lag = Math.max(1, Math.ceil(ms));
  return lag <= 10 ? lag : Math.ceil(1.1 ** Math.ceil(Math.log(lag) / Math.log(1.1)));
}

/** The smallest bucket edge that at least `share` (0..1) of the samples do not exceed; 0 without samples. */
export function percentile(histogram: readonly { upToMs: number; samples: number }[], share: number): number {
  const sorted = [...histogram].sort((a, b) => a.upToMs - b.upToMs);
  const wanted = share * sorted.reduce((total, { samples }) => total + samples, 0);
  let seen = 0;
  for (const { upToMs, samples } of sorted) {
    seen += samples;
    if (seen >= wanted && samples > 0) return upToMs;
  }
  return 0;
}
