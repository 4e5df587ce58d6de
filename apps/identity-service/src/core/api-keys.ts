import type { ApiKey, AuditEvent } from '@causeway/data-model';

/** Who holds an API key and what it allows. `keyId` is the key's own id. */
export type KeyHolder = { keyId: string; name: string; scopes: readonly string[] };

/** The API keys there are, kept as hashes. */
export interface ApiKeys {
  /** Nothing for a key that is not ours, has expired or was revoked; the time it takes says nothing about how wrong it was. */
  holderOf(apiKey: string, at: Date): Promise<KeyHolder | undefined>;
  /** Makes the key of a service known, as the deployment says it; one that is known keeps its id. */
  install(apiKey: string, holder: KeyHolder, at: Date): Promise<void>;
  /** Ends the keys of services that are not among these, and every token given for one. */
  retireServices(but: readonly string[], at: Date, noted: (prefix: string) => AuditEvent): Promise<void>;
  /** Adds a partner's key; nothing (`taken`) when another key has its prefix. */
  add(key: ApiKey, secret: string, noted: AuditEvent): Promise<'added' | 'taken'>;
  /** Partners' keys, newest first; `after` is the id that the page before ended with. */
  list(limit: number, after?: string): Promise<{ items: ApiKey[]; position?: string }>;
  /** Ends a key and every token given for it; `unknown` when there is no such key. */
  revoke(id: string, at: Date, noted: AuditEvent): Promise<'revoked' | 'unknown'>;
}
