/** Who holds an API key and what it allows. */
export type KeyHolder = { name: string; scopes: readonly string[] };

/** The API keys there are, kept as hashes. */
export interface ApiKeys {
  /** Nothing for a key that is not ours; the time it takes says nothing about how wrong it was. */
  holderOf(apiKey: string): Promise<KeyHolder | undefined>;
  /** Makes a key known, once or again. */
  add(apiKey: string, holder: KeyHolder, at: Date): Promise<void>;
}
