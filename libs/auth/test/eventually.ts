import { setTimeout as pause } from 'node:timers/promises';

/** Tries until `fn` no longer throws, and gives what it returns; after `withinMs` it throws what the last try threw. */
export async function eventually<T>(fn: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await pause(20);
  }
}
