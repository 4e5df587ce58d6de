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

  constructor(ports: { apiKeys: ApiKeys; seedDemoUsers: SeedDemoUsers; surroundings: Surroundings }) {
    this.#apiKeys = ports.apiKeys;
    this.#seedDemoUsers = ports.seedDemoUsers;
    this.#surroundings = ports.surroundings;
  }

  async run({ serviceKeys, demoUsers }: Furnishing): Promise<void> {
    const now = this.#surroundings.now();
    for (const [name, key] of Object.entries(serviceKeys)) {
      await this.#apiKeys.install(key, { name, scopes: ['internal'] }, now);
    }
    if (demoUsers) await this.#seedDemoUsers.run();
  }
}
