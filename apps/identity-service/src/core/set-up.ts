import type { ApiKeys } from './api-keys.js';
import { auditEventOf, byService } from './audit-trail.js';
import type { SeedDemoUsers } from './seed-demo-users.js';
import type { Surroundings } from './surroundings.js';

/** What a shop is to have from its first start on; saying it again changes nothing. */
export type Furnishing = {
  /** The API keys of services, by the service's name: there are no others. */
  serviceKeys: Readonly<Record<string, readonly string[]>>;
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
    for (const [name, keys] of Object.entries(serviceKeys)) {
      for (const key of keys) {
        const holder = { keyId: this.#surroundings.newId(), name, scopes: ['internal'] };
        await this.#apiKeys.install(key, holder, now);
      }
    }
    const noted = (prefix: string) =>
      auditEventOf(this.#surroundings, 'api_key.revoked', byService('deployment'), prefix);
    await this.#apiKeys.retireServices(Object.values(serviceKeys).flat(), now, noted);
    if (demoUsers) await this.#seedDemoUsers.run();
  }
}
