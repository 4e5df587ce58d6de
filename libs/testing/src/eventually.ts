import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries `fn` until it no longer throws, and gives what it returns: `await eventually(() => expect(seen).toHaveLength(2))`.
 *
 * @param withinMs how long to go on, in milliseconds
 * @throws what the last attempt threw
 */
export async function eventually<T>(fn: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 1.5, 100)) {
    try {
      return await fn();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await pause(waitMs);
  }
}
