import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from '@causeway/runtime/outgoing';
import pRetry from 'p-retry';
import type { Build } from '../core/ports.js';
import type { RebuildProjection } from '../core/rebuild-projection.js';

const tellEveryMs = 1000;
/** So much longer than a rebuild's lease: whoever had it is dead or at work by then. */
const afterLeaseMs = 5000;

/** A source that starts anew is back within a minute; one that stays away longer has to be looked at. */
const patience = { retries: 15, minTimeout: 200, maxTimeout: 5000, randomize: true };

/** Rebuilds, waits for the lease of one that was killed, and says in lines for people what happens. Returns the exit code. */
export async function rebuildOn(
  useCase: RebuildProjection,
  leaseMs: number,
  tell: (line: string) => void,
): Promise<number> {
  const started = performance.now();
  let toldAt = started;
  const progress = (build: Build) => {
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    tell(`read so far: ${rowsOf(build)}`);
  };
  const rebuilt = () =>
    pRetry(() => useCase.execute(progress), {
      ...patience,
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (isTransient(error) && retriesLeft > 0) tell(`${error.message} It is asked again.`);
      },
    });
  try {
    for (;;) {
      const build = await rebuilt();
      if (build !== undefined) {
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        tell(`The projection was rebuilt in ${seconds} s: ${rowsOf(build)}.`);
        return 0;
      }
      if (performance.now() - started > leaseMs + afterLeaseMs) {
        tell('Another process builds the projection; nothing was done here.');
        return 1;
      }
      await delay(500);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    tell(`The projection was not rebuilt: ${why} Readers see it as it was; run this again, and it goes on from there.`);
    return 1;
  }
}

const rowsOf = ({ rows }: Build): string =>
  `${rows.orders} orders, ${rows.payments} payments, ${rows.products} products`;
