import { createHash, timingSafeEqual } from 'node:crypto';
import type { DynamoTable } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { ApiKeys, KeyHolder } from '../core/api-keys.js';
import { points } from './failpoints.js';

/** API keys, `cwk_<8 hexadecimal digits>_<secret>`, as `K#prefix` with the SHA-256 of the whole key. */
export class DynamoApiKeys implements ApiKeys {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async holderOf(apiKey: string): Promise<KeyHolder | undefined> {
    const prefix = prefixOf(apiKey);
    const item = prefix === undefined ? undefined : await this.#read(prefix);
    // A random key can be guessed by nobody, so a fast hash is enough; it is compared even where there is none.
    const right = timingSafeEqual(digest(apiKey), Buffer.from(item?.hash ?? noHash, 'hex'));
    return right && item !== undefined ? { name: item.name, scopes: item.scopes } : undefined;
  }

  async add(apiKey: string, { name, scopes }: KeyHolder, at: Date): Promise<void> {
    const prefix = prefixOf(apiKey);
    if (prefix === undefined) {
      throw new Error(`The API key of ${name} in SERVICE_API_KEYS has a wrong form; write it as ${form}.`);
    }
    const key = { hash: digest(apiKey).toString('hex'), name, scopes, createdAt: at.toISOString() };
    await this.#table.write(points['api-key-added'], this.#table.put({ ...keyOf(prefix), schemaVersion: 1, ...key }));
  }

  async #read(prefix: string): Promise<z.infer<typeof keyItem> | undefined> {
    const item = await this.#table.get(keyOf(prefix));
    return item && keyItem.parse(item);
  }
}

const keyItem = z.object({ hash: z.string().length(64), name: z.string(), scopes: z.array(z.string()) });

const form = 'cwk_<8 hexadecimal digits>_<at least 32 of A-Z a-z 0-9 - _>';
const pattern = /^(cwk_[0-9a-f]{8})_[A-Za-z0-9_-]{32,128}$/;
const prefixOf = (apiKey: string): string | undefined => pattern.exec(apiKey)?.[1];
const keyOf = (prefix: string) => ({ pk: `K#${prefix}`, sk: 'META' });
const digest = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest();
const noHash = '0'.repeat(64);
