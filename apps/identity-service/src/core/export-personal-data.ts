import { DomainError, type PersonalExport } from '@causeway/data-model';
import { userOf } from './account.js';
import type { DataKeptElsewhere } from './personal-data.js';
import type { PersonalTraces } from './personal-traces.js';
import type { Surroundings } from './surroundings.js';
import type { Users } from './users.js';

/** Collects what the whole shop keeps about somebody. */
export class ExportPersonalData {
  readonly #users: Users;
  readonly #traces: PersonalTraces;
  readonly #elsewhere: DataKeptElsewhere;
  readonly #surroundings: Surroundings;

  constructor(ports: {
    users: Users;
    traces: PersonalTraces;
    elsewhere: DataKeptElsewhere;
    surroundings: Surroundings;
  }) {
    this.#users = ports.users;
    this.#traces = ports.traces;
    this.#elsewhere = ports.elsewhere;
    this.#surroundings = ports.surroundings;
  }

  /** @throws DomainError `invalid-token` without such an account; `unavailable` when a service does not answer */
  async run(userId: string): Promise<PersonalExport> {
    const account = await this.#users.byId(userId);
    if (account === undefined) throw new DomainError('invalid-token', { detail: 'The account no longer exists.' });
    const [sessions, securityEvents, kept] = await Promise.all([
      this.#traces.sessions(userId),
      this.#traces.securityEvents(userId),
      this.#elsewhere.of(userId),
    ]);
    const all = (wanted: string) => kept.flatMap(({ kind, data }) => (kind === wanted ? [data] : []));
    return {
      exportedAt: this.#surroundings.now().toISOString(),
      user: userOf(account),
      sessions,
      securityEvents,
      cart: all('cart')[0] ?? null,
      orders: all('orders'),
      payments: all('payments'),
      notifications: all('notifications'),
      analytics: all('analytics'),
    };
  }
}
