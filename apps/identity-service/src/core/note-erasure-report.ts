import { type ErasureReport, type Keeper, notFound } from '@causeway/data-model';
import { auditEventOf, byService } from './audit-trail.js';
import { countsIn, type ErasureRecord, haveAllReported } from './erasure.js';
import type { Erasures } from './erasures.js';
import type { PersonalTraces } from './personal-traces.js';
import type { Surroundings } from './surroundings.js';

/**
 * Notes that a service has erased a person, and forgets here what was left of them; the last report completes the erasure.
 *
 * A service reports until it is answered 204. So whatever dies in between, here or there, a report comes again and finds
 * what is still to be done: nothing else has to keep an erasure going.
 */
export class NoteErasureReport {
  readonly #erasures: Erasures;
  readonly #traces: PersonalTraces;
  readonly #surroundings: Surroundings;

  constructor(ports: { erasures: Erasures; traces: PersonalTraces; surroundings: Surroundings }) {
    this.#erasures = ports.erasures;
    this.#traces = ports.traces;
    this.#surroundings = ports.surroundings;
  }

  /** @throws DomainError `not-found` for an account that was not erased */
  async run(userId: string, service: Keeper, { erased }: ErasureReport): Promise<void> {
    const erasure = await this.#erasures.ofUser(userId);
    if (erasure === undefined) throw notFound('The erasure');
    if (erasure.completedAt !== null) return;
    const now = this.#surroundings.now();
    const reported = await this.#erasures.report(erasure.id, service, { at: now.toISOString(), erased });
    await this.#traces.forget(userId, now);
    if (haveAllReported(reported)) await this.#complete(userId, reported, service);
  }

  async #complete(userId: string, erasure: ErasureRecord, last: Keeper): Promise<void> {
    const detail = { erasure: erasure.id, ...countsIn(erasure) };
    const noted = auditEventOf(this.#surroundings, 'erasure.completed', byService(last), userId, detail);
    await this.#erasures.complete(erasure.id, this.#surroundings.now(), noted);
  }
}
