import type { Tokens } from '@causeway/data-model';
import type { AccessTokens } from './access-tokens.js';
import { auditEventOf, byNobodyKnown } from './audit-trail.js';
import { invalidCredentials } from './invalid-credentials.js';
import type { Session, Sessions } from './sessions.js';
import type { Surroundings } from './surroundings.js';
import { tokensOf } from './tokens-of.js';
import type { Users } from './users.js';

/** Exchanges a refresh token for fresh tokens. */
export class RefreshSession {
  readonly #sessions: Sessions;
  readonly #users: Users;
  readonly #accessTokens: AccessTokens;
  readonly #surroundings: Surroundings;

  constructor(ports: { sessions: Sessions; users: Users; accessTokens: AccessTokens; surroundings: Surroundings }) {
    this.#sessions = ports.sessions;
    this.#users = ports.users;
    this.#accessTokens = ports.accessTokens;
    this.#surroundings = ports.surroundings;
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
    if (rotation.outcome === 'reused') throw await this.#ended(rotation.session, 'session.reused');

    const { session } = rotation;
    const account = await this.#users.byId(session.userId);
    if (account?.credentials !== session.credentials) throw await this.#ended(session, 'session.outdated');
    const claims = { userId: account.id, sessionId: session.id, roles: account.roles };
    return tokensOf(this.#accessTokens.forUser(claims, now), next);
  }

  async #ended(session: Session, why: 'session.reused' | 'session.outdated'): Promise<Error> {
    const noted = auditEventOf(this.#surroundings, why, byNobodyKnown, session.id, { userId: session.userId });
    await this.#sessions.end(session, this.#surroundings.now(), noted);
    return invalidCredentials();
  }
}
