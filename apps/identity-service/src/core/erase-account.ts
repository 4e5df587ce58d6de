import { DomainError, type Erasure, unavailable } from '@causeway/data-model';
import { type Account, erased } from './account.js';
import { auditEventOf, byUser } from './audit-trail.js';
import { type ErasureRecord, erasureOf } from './erasure.js';
import type { Erasures } from './erasures.js';
import type { Surroundings } from './surroundings.js';
import type { Users } from './users.js';

const maxTries = 3;

/** Erases somebody's account at once, and has every other service told to erase the person. */
export class EraseAccount {
  readonly #users: Users;
  readonly #erasures: Erasures;
  readonly #surroundings: Surroundings;

  constructor(ports: { users: Users; erasures: Erasures; surroundings: Surroundings }) {
    this.#users = ports.users;
    this.#erasures = ports.erasures;
    this.#surroundings = ports.surroundings;
  }

  /**
   * The erasure; asked again, the same one.
   *
   * @throws DomainError `invalid-token` when there never was such an account; `unavailable` when others keep changing it
   */
  async run(userId: string): Promise<Erasure> {
    for (let tries = 1; tries <= maxTries; tries += 1) {
      const account = await this.#users.byId(userId);
      const erasure = account === undefined ? await this.#known(userId) : await this.#begin(account);
      if (erasure !== 'outdated') return erasureOf(erasure);
    }
    throw unavailable('The account is being changed by others at the same time.');
  }

  async #known(userId: string): Promise<ErasureRecord> {
    const erasure = await this.#erasures.ofUser(userId);
    if (erasure === undefined) throw new DomainError('invalid-token', { detail: 'The account no longer exists.' });
    return erasure;
  }

  async #begin(account: Account): Promise<ErasureRecord | 'outdated'> {
    const { newId, now, traceparent } = this.#surroundings;
    const at = now();
    const erasure: ErasureRecord = { id: newId(), requestedAt: at.toISOString(), completedAt: null, reports: {} };
    const outcome = await this.#erasures.begin(account, {
      erasure,
      event: erased(account, at, traceparent()),
      noted: auditEventOf(this.#surroundings, 'account.erased', byUser(account.id), account.id, {
        erasure: erasure.id,
      }),
      at,
    });
    return outcome === 'begun' ? erasure : outcome;
  }
}
