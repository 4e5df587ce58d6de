import { log } from '@causeway/runtime/telemetry';
import type { EndLeases } from '../core/end-leases.js';

/** Ends the leases that are over, and tells what came of it. */
export async function endLeases(leases: EndLeases): Promise<void> {
  const { released, kept, failures } = await leases.execute();
  if (released + kept > 0) log.info({ released, kept }, 'leases ended');
  if (failures.length > 0) {
    log.warn({ err: failures[0], failures: failures.length }, 'leases could not be ended and are tried again');
  }
}
