import { DomainError, invalidField } from '@causeway/data-model';
import { type Account, updated, withPassword } from './account.js';
import { auditEventOf, byUser } from './audit-trail.js';
import { type CommonPasswords, refuseGuessable } from './common-passwords.js';
import type { Credentials } from './credentials.js';
import { invalidCredentials } from './invalid-credentials.js';
import { type LoginAttempts, refuseWhileBlocked } from './login-attempts.js';
import type { PasswordHashes } from './passwords.js';
import type { Session } from './sessions.js';
import type { Surroundings } from './surroundings.js';
import type { Users } from './users.js';

export type ChangePasswordPorts = {
  users: Users;
  passwords: PasswordHashes;
  common: CommonPasswords;
  attempts: LoginAttempts;
  credentials: Credentials;
  surroundings: Surroundings;
};

/** Replaces somebody's password and ends every session of theirs but the one they ask from. */
export class ChangePassword {
  readonly #ports: ChangePasswordPorts;

  constructor(ports: ChangePasswordPorts) {
    this.#ports = ports;
  }

  /**
   * @param address the network address the request came from
   * @throws DomainError `invalid-credentials` for a wrong current password; `validation` for a next one that is among the
   * most common, or the same; `quota-exceeded` after too many wrong ones.
   */
  async run(session: Session, change: { current: string; next: string; address: string }): Promise<void> {
    const { credentials, passwords, common, surroundings } = this.#ports;
    const account = await this.#confirmed(session, change);
    await refuseGuessable(change.next, { owner: account, common, pointer: '/next' });
    if (change.next === change.current) throw invalidField('/next', 'must be another password than the current one');

    const next = withPassword(account, await passwords.hash(change.next));
    const at = surroundings.now();
    const outcome = await credentials.replace(next, {
      keep: session.id,
      event: updated(next, at, surroundings.traceparent()),
      noted: auditEventOf(surroundings, 'password.changed', byUser(account.id), account.id),
      at,
    });
    if (outcome === 'outdated') throw invalidCredentials();
  }

  /** The account, once its owner has shown that they know its password: a stolen token alone is not enough. */
  async #confirmed(session: Session, { current, address }: { current: string; address: string }): Promise<Account> {
    const { users, passwords, attempts, surroundings } = this.#ports;
    const account = await users.byId(session.userId);
    if (account === undefined) throw new DomainError('invalid-token', { detail: 'The account no longer exists.' });
    const attempt = { email: account.email, address };
    const now = surroundings.now();
    refuseWhileBlocked(await attempts.blockedFor(attempt, now));
    if (await passwords.matches(current, account.passwordHash)) return account;
    const noted = auditEventOf(surroundings, 'password.refused', byUser(account.id), account.id);
    refuseWhileBlocked(await attempts.failed(attempt, now, noted));
    throw invalidCredentials();
  }
}
