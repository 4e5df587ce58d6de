import { setTimeout as pause } from 'node:timers/promises';
import { log } from '@causeway/runtime/telemetry';

const everyMs = 250;

/** A store that may still be starting when its service does. */
export interface Awaited {
  /** As its log line and its error call it, such as `the database`. */
  store: string;
  /** What to look at when it never comes, such as `SQL_URL and its server`. */
  setting: string;
  patienceMs: number;
  /** The error that says the store is away; undefined when waiting cannot help. */
  awayBy(error: unknown): unknown;
}

/**
 * Runs the first work on a store, again and again while the store is away. The log says once what is waited for.
 *
 * @throws Error in one sentence when the patience was not enough; the work's own error at once when waiting cannot help
 */
export async function whenThere<T>(awaited: Awaited, work: () => Promise<T>): Promise<T> {
  const { store, setting, patienceMs, awayBy } = awaited;
  const started = performance.now();
  for (let waiting = false; ; waiting = true) {
    try {
      return await work();
    } catch (error) {
      const fault = awayBy(error);
      if (fault === undefined) throw error;
      const why = fault instanceof Error ? fault.message : String(fault);
      if (performance.now() - started > patienceMs) {
        const sentence = `${store} did not get ready within ${patienceMs / 1000} s; check ${setting}: ${why}`;
        throw new Error(sentence, { cause: fault });
      }
      if (!waiting) log.warn(`waiting up to ${patienceMs / 1000} s for ${store} to get ready: ${why}`);
      await pause(everyMs * (0.5 + Math.random()));
    }
  }
}
