import { notFound } from '@causeway/data-model';
import type { ApiKeys } from './api-keys.js';
import { auditEventOf, byUser } from './audit-trail.js';
import type { Surroundings } from './surroundings.js';

/** Takes an API key back: neither it nor a token that was given for it is honoured any more. */
export class RevokeApiKey {
  readonly #apiKeys: ApiKeys;
  readonly #surroundings: Surroundings;

  constructor(ports: { apiKeys: ApiKeys; surroundings: Surroundings }) {
    this.#apiKeys = ports.apiKeys;
    this.#surroundings = ports.surroundings;
  }

  /** @throws DomainError `not-found` */
  async run(id: string, adminId: string): Promise<void> {
    const noted = auditEventOf(this.#surroundings, 'api_key.revoked', byUser(adminId), id);
    const outcome = await this.#apiKeys.revoke(id, this.#surroundings.now(), noted);
    if (outcome === 'unknown') throw notFound('The API key');
  }
}
