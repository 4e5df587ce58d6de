import type { Tokens } from '@causeway/data-model';
import type { AccessTokens } from './access-tokens.js';
import type { Account } from './account.js';
import { auditEventOf, byNobodyKnown, byUser } from './audit-trail.js';
import type { Credentials } from './credentials.js';
import { invalidCredentials } from './invalid-credentials.js';
import { type Attempt, type LoginAttempts, refuseWhileBlocked } from './login-attempts.js';
import type { PasswordHashes } from './passwords.js';
import type { Sessions } from './sessions.js';
import type { Surroundings } from './surroundings.js';
import { tokensOf } from './tokens-of.js';
import type { Users } from './users.js';

export type LogInPorts = {
  users: Users;
  passwords: PasswordHashes;
  attempts: LoginAttempts;
  sessions: Sessions;
  credentials: Credentials;
  accessTokens: AccessTokens;
  surroundings: Surroundings;
};

/** Opens a session for somebody who knows an account's password. */
export class LogIn {
  readonly #ports: LogInPorts;

  constructor(ports: LogInPorts) {
    this.#ports = ports;
  }

  /**
   * @param address the network address the request came from
   * @throws DomainError `invalid-credentials`, the same for an unknown account as for a wrong password;
   * `quota-exceeded` after too many failures for this account, or from this address.
   */
  async run({ email, password, address }: { email: string; password: string; address: string }): Promise<Tokens> {
    const attempt = { email, address };
    const account = await this.#known(attempt, password);
    await this.#ports.attempts.succeeded(attempt, this.#ports.surroundings.now());
    await this.#keepAtTodaysCost(account, password);
    return this.#opened(account);
  }

  async #known(attempt: Attempt, password: string): Promise<Account> {
    const { users, passwords, attempts, surroundings } = this.#ports;
    const now = surroundings.now();
    refuseWhileBlocked(await attempts.blockedFor(attempt, now));
    const account = await users.byEmail(attempt.email);
    const right = await passwords.matches(password, account?.passwordHash);
    if (account !== undefined && right) return account;
    const noted = auditEventOf(surroundings, 'session.refused', byNobodyKnown, account?.id ?? null);
    refuseWhileBlocked(await attempts.failed(attempt, now, noted));
    throw invalidCredentials();
  }

  /** Only now is the password there to be hashed again. */
  async #keepAtTodaysCost(account: Account, password: string): Promise<void> {
    const { passwords, credentials } = this.#ports;
    if (passwords.isOutdated(account.passwordHash)) await credentials.rehash(account, await passwords.hash(password));
  }

  async #opened({ id: userId, roles, credentials }: Account): Promise<Tokens> {
    const { sessions, accessTokens, surroundings } = this.#ports;
    const now = surroundings.now();
    const session = { id: surroundings.newId(), userId, credentials };
    const refreshToken = surroundings.newRefreshToken();
    const noted = auditEventOf(surroundings, 'session.opened', byUser(userId), session.id);
    if ((await sessions.open(session, refreshToken, now, noted)) === 'outdated') throw invalidCredentials();
    return tokensOf(accessTokens.forUser({ userId, sessionId: session.id, roles }, now), refreshToken);
  }
}
