import * as fc from 'fast-check';
import { median, pairedRatio, quantile } from './statistics.js';

test('a quantile is one of the values: the smallest that enough of them do not exceed', () => {
  const values = [40, 10, 30, 20];
  expect([0, 0.25, 0.5, 0.75, 0.99, 1].map((share) => quantile(values, share))).toEqual([10, 10, 20, 30, 40, 40]);
});

test('the 99th percentile of a hundred values is the second largest', () => {
  expect(
    quantile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.99,
    ),
  ).toBe(99);
});

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([5, 1, 3])).toBe(3);
});

test('of nothing there is neither a median nor a quantile', () => {
  expect(median([])).toBeNaN();
  expect(quantile([], 0.5)).toBeNaN();
});

test('a paired ratio compares what ran side by side, however much the machine changed from pair to pair', () => {
  const {
    median: middle,
    low,
    high,
  } = pairedRatio([
    [200, 100],
    [20, 10],
    [2000, 1000],
  ]);
  expect([middle, low, high]).toEqual([2, 2, 2]);
});

test('one pair that was disturbed moves the interval and not the median', () => {
  const ratio = pairedRatio([
    [11, 10],
    [11, 10],
    [90, 10],
    [11, 10],
    [11, 10],
  ]);
  expect(ratio.median).toBeCloseTo(1.1);
  expect(ratio.high).toBeGreaterThanOrEqual(ratio.median);
});

test('the interval holds the median, lies within the ratios seen, and is the same each time', () => {
  const positive = fc.double({ min: 0.001, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 12 }), (pairs) => {
      const ratios = pairs.map(([first, second]) => first / second);
      const ratio = pairedRatio(pairs);
      expect(ratio.low).toBeLessThanOrEqual(ratio.median);
      expect(ratio.high).toBeGreaterThanOrEqual(ratio.median);
      expect(ratio.low).toBeGreaterThanOrEqual(Math.min(...ratios));
      expect(ratio.high).toBeLessThanOrEqual(Math.max(...ratios));
      expect(pairedRatio(pairs)).toEqual(ratio);
    }),
    { numRuns: 20 },
  );
});
