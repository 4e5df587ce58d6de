import type { Tokens } from '@causeway/data-model';
import type { AccessTokens } from './access-tokens.js';
import { invalidCredentials } from './invalid-credentials.js';
import type { Sessions } from './sessions.js';
import type { Surroundings } from './surroundings.js';
import { tokensOf } from './tokens-of.js';
import type { Users } from './users.js';

/** Exchanges a refresh token for fresh tokens. */
export class RefreshSession {
  readonly #sessions: Sessions;
  readonly #users: Users;
  readonly #accessTokens: AccessTokens;
  readonly #surroundings: Surroundings;

  constructor(sessions: Sessions, users: Users, accessTokens: AccessTokens, surroundings: Surroundings) {
    this.#sessions = sessions;
    this.#users = users;
    this.#accessTokens = accessTokens;
    this.#surroundings = surroundings;
  }

  /**
   * A token that was used before ends the whole session: it cannot be known which of its two users stole it
   * (RFC 9700, section 4.14.2).
   *
   * @throws DomainError `invalid-credentials`.
   */
  async run(refreshToken: string): Promise<Tokens> {
    const now = this.#surroundings.now();
    const next = this.#surroundings.newRefreshToken();
    const rotation = await this.#sessions.rotate(refreshToken, next, now);
    if (rotation.outcome === 'refused') throw invalidCredentials();
    const { session } = rotation;
    if (rotation.outcome === 'reused') {
      await this.#sessions.end(session.id, now);
      throw invalidCredentials();
    }
    const account = await this.#users.byId(session.userId);
    if (account === undefined) throw invalidCredentials();
    const claims = { userId: account.id, sessionId: session.id, roles: account.roles };
    return tokensOf(this.#accessTokens.forUser(claims, now), next);
  }
}
