import { DomainError, type Registration, type Role, type User } from '@causeway/data-model';
import { type Account, registered, userOf } from './account.js';
import type { PasswordHashes } from './passwords.js';
import type { Surroundings } from './surroundings.js';
import type { Users } from './users.js';

/** Opens an account for somebody. */
export class RegisterUser {
  readonly #users: Users;
  readonly #passwords: PasswordHashes;
  readonly #surroundings: Surroundings;

  constructor(users: Users, passwords: PasswordHashes, surroundings: Surroundings) {
    this.#users = users;
    this.#passwords = passwords;
    this.#surroundings = surroundings;
  }

  /** @throws DomainError `already-exists` when the address has an account. */
  async run({ email, password, name }: Registration, roles: Role[] = ['customer']): Promise<User> {
    const account: Account = {
      id: this.#surroundings.newId(),
      email,
      name,
      roles,
      createdAt: this.#surroundings.now().toISOString(),
      version: 1,
      passwordHash: await this.#passwords.hash(password),
    };
    const outcome = await this.#users.add(account, registered(account, this.#surroundings.traceparent()));
    if (outcome === 'taken') {
      throw new DomainError('already-exists', { detail: 'This e-mail address has an account.' });
    }
    return userOf(account);
  }
}
