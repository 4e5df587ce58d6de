import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey, AuditEvent } from '@causeway/data-model';
import { type DynamoTable, type Item, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { ApiKeys, KeyHolder } from '../core/api-keys.js';
import { auditPut } from './audit-items.js';
import { endedSessionItem } from './dynamo-ended-sessions.js';
import { points } from './failpoints.js';

/** Using a key is noted at most this often. */
const noteUseEveryMs = 60_000;

/**
 * API keys, `cwk_<8 hexadecimal digits>_<secret>`, as `K#prefix` with the SHA-256 of the whole key; partners' besides in
 * `K`, in order of their ids, to list them and to find one by its id, and services' in `KS`, to find those that are no more.
 */
export class DynamoApiKeys implements ApiKeys {
  readonly #table: DynamoTable;
  readonly #onRevoked: (keyId: string) => void;

  /** @param onRevoked hears of a key as soon as this process has revoked it */
  constructor(table: DynamoTable, onRevoked: (keyId: string) => void) {
    this.#table = table;
    this.#onRevoked = onRevoked;
  }

  async holderOf(apiKey: string, at: Date): Promise<KeyHolder | undefined> {
    const prefix = prefixOf(apiKey);
    const item = prefix === undefined ? undefined : await this.#read(prefix);
    // A random key can be guessed by nobody, so a fast hash is enough; it is compared even where there is none.
    const right = timingSafeEqual(digest(apiKey), Buffer.from(item?.hash ?? noHash, 'hex'));
    if (!right || prefix === undefined || item === undefined) return undefined;
    if (item.expiresAt !== null && item.expiresAt <= at.toISOString()) return undefined;
    await this.#noteUse(prefix, item, at);
    return { keyId: item.id, name: item.name, scopes: item.scopes };
  }

  async install(apiKey: string, { keyId: id, name, scopes }: KeyHolder, at: Date): Promise<void> {
    const prefix = prefixOf(apiKey);
    if (prefix === undefined) {
      throw new Error(`The API key of ${name} in SERVICE_API_KEYS has a wrong form; write it as ${form}.`);
    }
    const hash = hexDigest(apiKey);
    if ((await this.#read(prefix))?.hash === hash) return;
    const key = { id, hash, name, scopes, createdAt: at.toISOString() };
    await this.#table.transact(points['api-key-added'], [
      this.#table.put({ ...keyOf(prefix), schemaVersion: 1, ...key }),
      this.#table.put({ ...serviceKey(prefix), schemaVersion: 1 }),
    ]);
  }

  async retireServices(but: readonly string[], at: Date, noted: (prefix: string) => AuditEvent): Promise<void> {
    const kept = but.map(prefixOf);
    const query = { where: '#pk = :pk', values: { pk: servicePartition }, limit: 100, consistent: true };
    for await (const { sk } of this.#table.queryAll(query)) {
      const prefix = String(sk);
      const held = kept.includes(prefix) ? undefined : await this.#read(prefix);
      if (held === undefined) continue;
      await this.#table.transact(points['api-key-revoked'], [
        this.#table.delete(serviceKey(prefix)),
        this.#table.delete(keyOf(prefix)),
        // Its id, so that the same key can be made known again.
        this.#table.put(endedSessionItem(held.id, at)),
        auditPut(this.#table, noted(prefix)),
      ]);
      this.#onRevoked(held.id);
    }
  }

  async add({ prefix, ...key }: ApiKey, secret: string, noted: AuditEvent): Promise<'added' | 'taken'> {
    try {
      await this.#table.transact(points['api-key-created'], [
        this.#table.add({ ...keyOf(prefix), schemaVersion: 1, hash: hexDigest(secret), ...key }),
        this.#table.add({ ...listKey(key.id), schemaVersion: 1, prefix }),
        auditPut(this.#table, noted),
      ]);
      return 'added';
    } catch (error) {
      if (error instanceof TransactionRefused) return 'taken';
      throw error;
    }
  }

  async list(limit: number, after?: string): Promise<{ items: ApiKey[]; position?: string }> {
    const { items, next } = await this.#table.query({
      where: '#pk = :pk',
      values: { pk: listPartition },
      limit,
      newestFirst: true,
      consistent: true,
      after: after === undefined ? undefined : listKey(after),
    });
    const prefixes = items.map((item) => listItem.parse(item).prefix);
    const found = await Promise.all(prefixes.map(async (prefix) => asApiKey(prefix, await this.#read(prefix))));
    const last = items.at(-1);
    return {
      items: found.filter((key) => key !== undefined),
      ...(next !== undefined && last !== undefined && { position: String(last.sk) }),
    };
  }

  async revoke(id: string, at: Date, noted: AuditEvent): Promise<'revoked' | 'unknown'> {
    const listed = await this.#table.get(listKey(id));
    if (listed === undefined) return 'unknown';
    const { prefix } = listItem.parse(listed);
    try {
      await this.#table.transact(points['api-key-revoked'], [
        this.#table.delete(listKey(id), { when: 'attribute_exists(#pk)' }),
        this.#table.delete(keyOf(prefix)),
        this.#table.put(endedSessionItem(id, at)),
        auditPut(this.#table, noted),
      ]);
    } catch (error) {
      if (error instanceof TransactionRefused) return 'unknown';
      throw error;
    }
    this.#onRevoked(id);
    return 'revoked';
  }

  async #noteUse(prefix: string, { lastUsedAt }: KeyItem, at: Date): Promise<void> {
    const staleSince = new Date(at.getTime() - noteUseEveryMs).toISOString();
    if (lastUsedAt !== null && lastUsedAt > staleSince) return;
    const use = this.#table.update(keyOf(prefix), {
      update: 'SET #lastUsedAt = :at',
      when: 'attribute_exists(#pk)',
      values: { at: at.toISOString() },
    });
    await this.#table.write(points['api-key-used'], use).catch((error: unknown) => {
      // It was revoked at this very moment; who came first does not matter.
      if (!(error instanceof TransactionRefused)) throw error;
    });
  }

  async #read(prefix: string): Promise<KeyItem | undefined> {
    const item = await this.#table.get(keyOf(prefix));
    return item && keyItem.parse(item);
  }
}

const keyItem = z.object({
  id: z.string(),
  hash: z.string().length(64),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().nullable().default(null),
  lastUsedAt: z.string().nullable().default(null),
});
type KeyItem = z.infer<typeof keyItem>;

const listItem = z.object({ prefix: z.string() });

function asApiKey(prefix: string, item: KeyItem | undefined): ApiKey | undefined {
  if (item === undefined) return undefined;
  const { id, name, scopes, expiresAt, lastUsedAt, createdAt } = item;
  return { id, name, prefix, scopes, expiresAt, lastUsedAt, createdAt };
}

const form = 'cwk_<8 hexadecimal digits>_<at least 32 of A-Z a-z 0-9 - _>';
const pattern = /^(cwk_[0-9a-f]{8})_[A-Za-z0-9_-]{32,128}$/;
const prefixOf = (apiKey: string): string | undefined => pattern.exec(apiKey)?.[1];
const keyOf = (prefix: string): Key => ({ pk: `K#${prefix}`, sk: 'META' });
const servicePartition = 'KS';
const serviceKey = (prefix: string): Key & Item => ({ pk: servicePartition, sk: prefix });
const listPartition = 'K';
const listKey = (id: string): Key & Item => ({ pk: listPartition, sk: id });
const digest = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest();
const hexDigest = (apiKey: string): string => digest(apiKey).toString('hex');
const noHash = '0'.repeat(64);
