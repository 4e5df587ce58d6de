import type { ApiKeys } from './api-keys.js';
import type { SeedDemoUsers } from './seed-demo-users.js';
import type { Surroundings } from './surroundings.js';

/** What a shop is to have from its first start on; saying it again changes nothing. */
export type Furnishing = {
  /** The API keys of services, by the service's name. */
  serviceKeys: Readonly<Record<string, string>>;
  demoUsers: boolean;
};

export class SetUp {
  readonly #apiKeys: ApiKeys;
  readonly #seedDemoUsers: SeedDemoUsers;
  readonly #surroundings: Surroundings;

  constructor(apiKeys: ApiKeys, seedDemoUsers: SeedDemoUsers, surroundings: Surroundings) {
    this.#apiKeys = apiKeys;
    this.#seedDemoUsers = seedDemoUsers;
    this.#surroundings = surroundings;
  }

  async run({ serviceKeys, demoUsers }: Furnishing): Promise<void> {
    const now = this.#surroundings.now();
    for (const [name, key] of Object.entries(serviceKeys)) {
      await this.#apiKeys.add(key, { name, scopes: ['internal'] }, now);
    }
    if (demoUsers) await this.#seedDemoUsers.run();
  }
}
