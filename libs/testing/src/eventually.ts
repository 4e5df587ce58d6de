import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries `fn` until it no longer throws, and gives what it returns: `await eventually(() => expect(seen).toHaveLength(2))`.
 *
 * @param withinMs how long to go on, in milliseconds
 * @throws what the last attempt threw
 */
export async function eventually<T>(fn: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (performance.now() - began >= withinMs) throw error;
    }
    await pause(pauseMs(performance.now() - began));
  }
}

/** A tenth of what it has taken so far: whoever waits long asks seldom, and leaves the machine to those who work. */
const pauseMs = (takenMs: number): number => Math.min(Math.max(takenMs / 10, 5), 500);
