import { DomainError, type Tokens } from '@causeway/data-model';
import type { AccessTokens } from './access-tokens.js';
import { invalidCredentials } from './invalid-credentials.js';
import type { LoginAttempts } from './login-attempts.js';
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
   * `quota-exceeded` after too many failures for this account from this address.
   */
  async run({ email, password, address }: { email: string; password: string; address: string }): Promise<Tokens> {
    const { users, passwords, attempts, sessions, accessTokens, surroundings } = this.#ports;
    const now = surroundings.now();
    const attempt = { email, address };

    refuseWhile(await attempts.blockedFor(attempt, now));
    const account = await users.byEmail(email);
    const right = await passwords.matches(password, account?.passwordHash);
    if (account === undefined || !right) {
      refuseWhile(await attempts.failed(attempt, now));
      throw invalidCredentials();
    }

    await attempts.succeeded(attempt, now);
    const session = { id: surroundings.newId(), userId: account.id };
    const refreshToken = surroundings.newRefreshToken();
    await sessions.open(session, refreshToken, now);
    const claims = { userId: account.id, sessionId: session.id, roles: account.roles };
    return tokensOf(accessTokens.forUser(claims, now), refreshToken);
  }
}

function refuseWhile(seconds: number | undefined): void {
  if (seconds === undefined) return;
  throw new DomainError('quota-exceeded', {
    detail: 'Too many failed log-ins; try again later.',
    retryAfter: seconds,
  });
}
