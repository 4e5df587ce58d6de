import { invalidField, type ServiceToken } from '@causeway/data-model';
import type { AccessTokens } from './access-tokens.js';
import type { KeyHolder } from './api-keys.js';
import { isService } from './services.js';
import type { Surroundings } from './surroundings.js';

/** Gives the holder of an API key a token for one service. */
export class IssueServiceToken {
  readonly #accessTokens: AccessTokens;
  readonly #surroundings: Surroundings;

  constructor(ports: { accessTokens: AccessTokens; surroundings: Surroundings }) {
    this.#accessTokens = ports.accessTokens;
    this.#surroundings = ports.surroundings;
  }

  /** @throws DomainError `validation` when there is no service of that name. */
  run({ keyId, name, scopes }: KeyHolder, audience: string): ServiceToken {
    if (!isService(audience)) throw invalidField('/audience', 'must be the name of a service');
    const claims = { name, keyId, audience, scope: scopes.join(' ') };
    const { token, expiresIn } = this.#accessTokens.forService(claims, this.#surroundings.now());
    return { accessToken: token, tokenType: 'Bearer', expiresIn };
  }
}
