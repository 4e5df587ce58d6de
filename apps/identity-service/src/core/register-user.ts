import { DomainError, type Registration, type Role, type User } from '@causeway/data-model';
import { type Account, registered, userOf } from './account.js';
import { type Actor, auditEventOf, byUser } from './audit-trail.js';
import { type CommonPasswords, refuseGuessable } from './common-passwords.js';
import type { PasswordHashes } from './passwords.js';
import type { Surroundings } from './surroundings.js';
import type { Users } from './users.js';

/** Opens an account for somebody. */
export class RegisterUser {
  readonly #users: Users;
  readonly #passwords: PasswordHashes;
  readonly #common: CommonPasswords;
  readonly #surroundings: Surroundings;

  constructor(ports: { users: Users; passwords: PasswordHashes; common: CommonPasswords; surroundings: Surroundings }) {
    this.#users = ports.users;
    this.#passwords = ports.passwords;
    this.#common = ports.common;
    this.#surroundings = ports.surroundings;
  }

  /**
   * @param by who opens it, where it is not the person themselves
   * @throws DomainError `already-exists` when the address has an account; `validation` for a password that is among the most
   * common.
   */
  async run({ email, password, name }: Registration, roles: Role[] = ['customer'], by?: Actor): Promise<User> {
    await refuseGuessable(password, { owner: { email, name }, common: this.#common, pointer: '/password' });
    const account: Account = {
      id: this.#surroundings.newId(),
      email,
      name,
      roles,
      createdAt: this.#surroundings.now().toISOString(),
      version: 1,
      credentials: 1,
      passwordHash: await this.#passwords.hash(password),
    };
    const outcome = await this.#users.add(
      account,
      registered(account, this.#surroundings.traceparent()),
      auditEventOf(this.#surroundings, 'account.registered', by ?? byUser(account.id), account.id, {
        roles: roles.join(' '),
      }),
    );
    if (outcome === 'taken') {
      throw new DomainError('already-exists', { detail: 'This e-mail address has an account.' });
    }
    return userOf(account);
  }
}
