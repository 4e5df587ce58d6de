import { lagBucket, percentile } from './lag.js';

describe('the lag histogram', () => {
  it('puts a lag into a bucket at most a tenth (and a millisecond) above it', () => {
    for (const ms of [0.2, 1, 9, 10, 11, 40, 210, 5000, 86_400_000]) {
      expect(lagBucket(ms)).toBeGreaterThanOrEqual(ms);
      expect(lagBucket(ms)).toBeLessThanOrEqual(ms * 1.11 + 1);
    }
  });

  it('finds percentiles', () => {
    const histogram = [
      { upToMs: 40, samples: 98 },
      { upToMs: 210, samples: 1 },
      { upToMs: 900, samples: 1 },
    ];
    expect(percentile(histogram, 0.5)).toBe(40);
    expect(percentile(histogram, 0.99)).toBe(210);
    expect(percentile([], 0.5)).toBe(0);
  });
});
