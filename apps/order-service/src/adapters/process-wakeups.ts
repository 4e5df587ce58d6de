import type { Wakeups } from '../core/ports.js';

/** Wakes those who wait in this process. */
export class ProcessWakeups implements Wakeups {
  readonly #waiting = new Map<string, Set<() => void>>();

  wake(orderId: string): void {
    for (const wake of this.#waiting.get(orderId) ?? []) wake();
  }

  next(orderId: string, withinMs: number, ended: AbortSignal): Promise<void> {
    if (ended.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(orderId) ?? new Set();
      this.#waiting.set(orderId, waiting);
      const wake = () => {
        clearTimeout(timer);
        ended.removeEventListener('abort', wake);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(orderId) === waiting) this.#waiting.delete(orderId);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      ended.addEventListener('abort', wake, { once: true });
      waiting.add(wake);
    });
  }
}
