import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@causeway/data-model';
import { log } from '@causeway/runtime/telemetry';
import type { SqlStore } from './store.js';

const patienceMs = 120_000;
const everyMs = 1000;

/**
 * Runs the first work on a database, which may not be there yet: a container takes half a minute to start, and a paused
 * Azure database up to a minute to resume. The log says once what is waited for.
 *
 * @throws Error in one sentence when two minutes were not enough; at once when waiting cannot help
 */
export async function whenReady<DB, T>({ dialect }: SqlStore<DB>, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  let waiting = false;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const fault = error instanceof DomainError ? error.extras.cause : error;
      if (!dialect.isStarting(fault)) throw error;
      const why = fault instanceof Error ? fault.message : String(fault);
      if (performance.now() - started > patienceMs) {
        const sentence = `The database did not get ready within ${patienceMs / 1000} s; check SQL_URL and its server: ${why}`;
        throw new Error(sentence, { cause: fault });
      }
      if (!waiting) log.warn(`waiting up to ${patienceMs / 1000} s for the database to get ready: ${why}`);
      waiting = true;
      await pause(everyMs * (0.5 + Math.random()));
    }
  }
}
