import { retryDelayMs } from './retry.js';

test('a fixed delay is the same each time, until there were enough', () => {
  const options = { retryStrategy: 'fixedDelay' as const, maxRetryCount: 2, delayInterval: { seconds: 3 } };
  expect([1, 2, 3].map((failed) => retryDelayMs(options, failed))).toEqual([3000, 3000, undefined]);
});

test('an exponential backoff doubles up to its longest', () => {
  const options = {
    retryStrategy: 'exponentialBackoff' as const,
    maxRetryCount: -1,
    minimumInterval: { seconds: 1 },
    maximumInterval: { seconds: 5 },
  };
  expect([1, 2, 3, 4, 50].map((failed) => retryDelayMs(options, failed))).toEqual([1000, 2000, 4000, 5000, 5000]);
});

test('without a policy nothing is repeated', () => {
  expect(retryDelayMs(undefined, 1)).toBeUndefined();
});
