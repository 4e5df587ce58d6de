import type { RetryOptions } from './rpc.js';

/**
 * How long to wait before a failed call is repeated, in milliseconds; undefined: no more. An exponential backoff doubles its
 * shortest interval each time, up to its longest.
 *
 * @param failed how often it has failed by now, 1 or more
 */
export function retryDelayMs(options: RetryOptions | null | undefined, failed: number): number | undefined {
  if (options === null || options === undefined) return undefined;
  const most = options.maxRetryCount ?? 0;
  if (most !== -1 && failed > most) return undefined;
  if (options.retryStrategy === 'fixedDelay') return (options.delayInterval?.seconds ?? 0) * 1000;
  const least = options.minimumInterval?.seconds ?? 0;
  const longest = options.maximumInterval?.seconds ?? least;
  return Math.min(least * 2 ** (failed - 1), longest) * 1000;
}
