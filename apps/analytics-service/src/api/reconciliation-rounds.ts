import { setTimeout as delay } from 'node:timers/promises';
import { counter, log } from '@causeway/runtime/telemetry';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Findings } from '../core/ports.js';
import { ReconcileSources, type RoundOutcome } from '../core/reconcile-sources.js';

export const ROUND_MS = Symbol('milliseconds between reconciliations');

const patienceMs = 1000;

const drift = counter(
  'causeway.sync.drift',
  'Rows that were not as their source holds them, and how many were repaired.',
);

/** Compares the projection with its sources again and again, one round at a time. */
@Injectable()
export class ReconciliationRounds implements OnApplicationShutdown {
  readonly #reconcile: ReconcileSources;
  readonly #everyMs: number;
  readonly #end = new AbortController();
  #rounds: Promise<void> | undefined;

  constructor(reconcile: ReconcileSources, @Inject(ROUND_MS) everyMs: number) {
    this.#reconcile = reconcile;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#rounds ??= this.#goOn();
  }

  /** A source that hangs is not waited for longer than a moment; what it answers then is not applied. */
  async onApplicationShutdown(): Promise<void> {
    this.#end.abort();
    await Promise.race([this.#rounds, delay(patienceMs, undefined, { ref: false })]);
  }

  async #goOn(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      // Jitter, so that several processes do not walk the sources at once.
      const pause = this.#everyMs * (0.8 + Math.random() * 0.4);
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.#round();
    }
  }

  async #round(): Promise<void> {
    try {
      const outcome = await this.#reconcile.execute(this.#end.signal);
      if (outcome !== undefined) tell(outcome);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      log.warn(
        { err: error },
        'the projection could not be compared with its sources; it is tried again in the next round',
      );
    }
  }
}

function tell({ report, found, away }: RoundOutcome): void {
  const { missing, differing, repaired } = found;
  countFindings({ missing, differing, repaired });
  if (away.length > 0) log.warn({ away }, 'sources did not answer the comparison; the next round asks them again');
  const seen = report === undefined ? {} : { checked: report.checked, behind: report.behind };
  log[missing + differing > 0 ? 'warn' : 'info'](
    { ...seen, missing, differing, repaired },
    report === undefined ? 'recent changes were compared' : 'the projection was compared with its sources',
  );
}

function countFindings(found: Findings): void {
  for (const [what, rows] of Object.entries(found)) {
    if (rows > 0) drift({ what }, rows);
  }
}
