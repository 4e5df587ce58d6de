import { DomainError } from '@causeway/data-model';
import { whenThere } from '../patience.js';
import type { SqlStore } from './store.js';

/**
 * Runs the first work on a database, which may not be there yet: a container takes half a minute to start, and a paused
 * Azure database up to a minute to resume. The log says once what is waited for.
 *
 * @throws Error in one sentence when two minutes were not enough; at once when waiting cannot help
 */
export function whenReady<DB, T>({ dialect }: SqlStore<DB>, work: () => Promise<T>): Promise<T> {
  const awayBy = (error: unknown) => {
    const fault = error instanceof DomainError ? error.extras.cause : error;
    return dialect.isStarting(fault) ? fault : undefined;
  };
  return whenThere({ store: 'the database', setting: 'SQL_URL and its server', patienceMs: 120_000, awayBy }, work);
}
