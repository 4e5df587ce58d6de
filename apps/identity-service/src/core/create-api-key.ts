import { type CreatedApiKey, invalidField, type NewApiKey, unavailable } from '@causeway/data-model';
import type { ApiKeys } from './api-keys.js';
import { auditEventOf, byUser } from './audit-trail.js';
import type { Surroundings } from './surroundings.js';

/** Gives a partner an API key. Its secret is shown this once and kept nowhere. */
export class CreateApiKey {
  readonly #apiKeys: ApiKeys;
  readonly #surroundings: Surroundings;

  constructor(ports: { apiKeys: ApiKeys; surroundings: Surroundings }) {
    this.#apiKeys = ports.apiKeys;
    this.#surroundings = ports.surroundings;
  }

  /** @throws DomainError `validation` when it would have expired before it is used. */
  async run({ name, scopes, expiresAt }: NewApiKey, adminId: string): Promise<CreatedApiKey> {
    const createdAt = this.#surroundings.now().toISOString();
    if (expiresAt !== null && expiresAt <= createdAt) throw invalidField('/expiresAt', 'must be in the future');
    // Prefixes have 32 bits: two keys may draw the same.
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { prefix, secret } = this.#surroundings.newApiKey();
      const key = { id: this.#surroundings.newId(), name, prefix, scopes, expiresAt, lastUsedAt: null, createdAt };
      const noted = auditEventOf(this.#surroundings, 'api_key.created', byUser(adminId), key.id, {
        prefix,
        scopes: scopes.join(' '),
      });
      if ((await this.#apiKeys.add(key, secret, noted)) === 'added') return { ...key, secret };
    }
    throw unavailable('No API key could be made that is not taken.');
  }
}
