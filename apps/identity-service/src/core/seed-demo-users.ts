import { DomainError, type Role, roles } from '@causeway/data-model';
import type { RegisterUser } from './register-user.js';
import type { Users } from './users.js';

const password = 'causeway-demo-1';

/** Gives a shop on a developer's computer one person for each role; those who are there already stay as they are. */
export class SeedDemoUsers {
  readonly #users: Users;
  readonly #register: RegisterUser;

  constructor(users: Users, register: RegisterUser) {
    this.#users = users;
    this.#register = register;
  }

  async run(): Promise<void> {
    await Promise.all(roles.map((role) => this.#seed(role)));
  }

  async #seed(role: Role): Promise<void> {
    const email = `${role}@causeway.example`;
    if ((await this.#users.byEmail(email)) !== undefined) return;
    const name = `Demo ${role}`;
    await this.#register.run({ email, password, name }, [...new Set<Role>(['customer', role])]).catch(unlessTaken);
  }
}

/** Another process that starts at the same time was first. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'already-exists')) throw error;
}
