import type { KeyObject } from 'node:crypto';
import {
  generatePrivateKey,
  type PublicJwk,
  publicJwkOf,
  type SigningKey,
  signingKeyOf,
  type VerifyingKeys,
  verifyingKeyOf,
} from '@causeway/auth';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { PublicKey, SigningKeys } from '../core/signing-keys.js';
import { points } from './failpoints.js';

const firstKid = 'k1';

/** The signing keys as they stood when the service started: `KEY`/kid, the private half included. */
export class DynamoSigningKeys implements SigningKeys, VerifyingKeys {
  /** What tokens are signed with. */
  readonly current: SigningKey;
  readonly #public: readonly PublicJwk[];
  readonly #verifying: ReadonlyMap<string, KeyObject>;

  private constructor(current: SigningKey, keys: readonly SigningKey[]) {
    this.current = current;
    this.#public = keys.map(publicJwkOf);
    this.#verifying = new Map(this.#public.map((key) => [key.kid, verifyingKeyOf(key)]));
  }

  /** Reads the keys; makes the first one if there is none yet, together with whoever else starts at this moment. */
  static async open(table: DynamoTable): Promise<DynamoSigningKeys> {
    const stored = await readKeys(table);
    if (stored.length === 0) await makeFirstKey(table);
    const keys = stored.length === 0 ? await readKeys(table) : stored;
    const current = keys.at(-1);
    if (current === undefined)
      throw new Error(`Table ${table.name} keeps no signing key; check that it can be written.`);
    return new DynamoSigningKeys(current, keys);
  }

  publicKeys(): readonly PublicKey[] {
    return this.#public;
  }

  async find(kid: string): Promise<KeyObject | undefined> {
    return this.#verifying.get(kid);
  }
}

const keyItem = z.object({ sk: z.string(), privateKey: z.string() });

async function readKeys(table: DynamoTable): Promise<SigningKey[]> {
  const query = { where: '#pk = :pk', values: { pk: 'KEY' }, limit: 100, consistent: true };
  const { items } = await table.query(query);
  return items.map((item) => keyItem.parse(item)).map(({ sk, privateKey }) => signingKeyOf(sk, privateKey));
}

async function makeFirstKey(table: DynamoTable): Promise<void> {
  const key = { privateKey: generatePrivateKey(), createdAt: new Date().toISOString() };
  try {
    await table.write(points['signing-key-made'], table.add({ pk: 'KEY', sk: firstKid, schemaVersion: 1, ...key }));
  } catch (error) {
    // Another process was first: its key is the one.
    if (!(error instanceof TransactionRefused)) throw error;
  }
}
