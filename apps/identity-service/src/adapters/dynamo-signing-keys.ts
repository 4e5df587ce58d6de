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
import type { AuditEvent } from '@causeway/data-model';
import { log } from '@causeway/runtime/telemetry';
import { type DynamoTable, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { PublicKey, SigningKeys, Succession } from '../core/signing-keys.js';
import { auditPut } from './audit-items.js';
import { points } from './failpoints.js';
import { type KeyStart, kidAfter, signingAt, verifiesUntil, verifyingAt } from './key-lives.js';

type HeldKey = KeyStart & { signing: SigningKey; public: PublicJwk; verifying: KeyObject };

const first = { kid: 'k1', activeFrom: new Date(0) };
/** What another process has made is known here so soon, which is long before it signs. */
const readEveryMs = 2000;
/** A list that is older than that was not read again in time: the process stood still. */
const lateMs = readEveryMs + 1000;
const mostKeys = 10;

/** The signing keys, `KEY`/kid, private halves included; read again every two seconds, and deleted when they have served. */
export class DynamoSigningKeys implements SigningKeys, VerifyingKeys {
  readonly #table: DynamoTable;
  #keys: readonly HeldKey[];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** By the wall clock, which goes on while a process is frozen. */
  #readAt = Date.now();
  #reading: Promise<void> | undefined;

  private constructor(table: DynamoTable, keys: readonly HeldKey[]) {
    this.#table = table;
    this.#keys = keys;
    this.#readAgain();
  }

  /** Reads the keys; makes the first one if there is none yet, together with whoever else starts at this moment. */
  static async open(table: DynamoTable): Promise<DynamoSigningKeys> {
    const stored = await readKeys(table);
    if (stored.length === 0) await addKey(table, first);
    const keys = stored.length === 0 ? await readKeys(table) : stored;
    if (keys.length === 0) throw new Error(`Table ${table.name} keeps no signing key; check that it can be written.`);
    return new DynamoSigningKeys(table, keys);
  }

  /** Undefined while the keys are as new as they ought to be; otherwise settles when they were read again, or could not be. */
  caughtUp(): Promise<void> | undefined {
    if (Date.now() - this.#readAt <= lateMs) return undefined;
    return this.#read();
  }

  /** What tokens are signed with now. */
  signing(at: Date): SigningKey {
    const key = signingAt(this.#keys, at);
    if (key === undefined) throw new Error('There is no signing key.');
    return key.signing;
  }

  publicKeys(at: Date): readonly PublicKey[] {
    return verifyingAt(this.#keys, at).map((key) => key.public);
  }

  async find(kid: string): Promise<KeyObject | undefined> {
    return verifyingAt(this.#keys, new Date()).find((key) => key.kid === kid)?.verifying;
  }

  stands(kid: string): boolean {
    return this.#keys.some((key) => key.kid === kid);
  }

  async rotate(activeFrom: Date, at: Date, noted: (made: Succession) => AuditEvent): Promise<Succession | undefined> {
    for (;;) {
      const keys = await readKeys(this.#table);
      const previous = keys.at(-1);
      if (previous === undefined || verifyingAt(keys, at).length >= mostKeys) return undefined;
      // Keys take over in the order of their numbers, also where two are made in the same instant.
      const start = { kid: kidAfter(previous), activeFrom: later(activeFrom, previous.activeFrom) };
      const made = { ...start, previous: { kid: previous.kid, verifiesUntil: verifiesUntil(start) } };
      const outcome = await addKey(this.#table, start, noted(made));
      if (outcome === 'taken') continue;
      this.#keys = await readKeys(this.#table);
      return made;
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #readAgain(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(async () => {
      await this.#read();
      this.#readAgain();
    }, readEveryMs).unref();
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#readAt = Date.now();
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    try {
      this.#keys = await readKeys(this.#table);
      await this.#deleteServed();
    } catch (error) {
      log.debug({ err: error }, 'the signing keys could not be read again; the known ones stay');
    }
  }

  /** A key that verifies nothing any more is a secret kept for nothing. */
  async #deleteServed(): Promise<void> {
    const verifying = verifyingAt(this.#keys, new Date());
    for (const served of this.#keys.filter((key) => !verifying.includes(key))) {
      await this.#table.write(points['signing-key-deleted'], this.#table.delete(keyOf(served.kid)));
    }
  }
}

const keyItem = z.object({
  sk: z.string(),
  privateKey: z.string(),
  // The first one signs from the beginning.
  activeFrom: z.iso.datetime().default(first.activeFrom.toISOString()),
});

async function readKeys(table: DynamoTable): Promise<HeldKey[]> {
  const query = { where: '#pk = :pk', values: { pk: 'KEY' }, limit: 100, consistent: true };
  const { items } = await table.query(query);
  const keys = items.map((item) => keyItem.parse(item)).map(heldKeyOf);
  return keys.sort((a, b) => a.activeFrom.getTime() - b.activeFrom.getTime());
}

function heldKeyOf({ sk: kid, privateKey, activeFrom }: z.infer<typeof keyItem>): HeldKey {
  const signing = signingKeyOf(kid, privateKey);
  const jwk = publicJwkOf(signing);
  return { kid, activeFrom: new Date(activeFrom), signing, public: jwk, verifying: verifyingKeyOf(jwk) };
}

async function addKey(
  table: DynamoTable,
  { kid, activeFrom }: KeyStart,
  noted?: AuditEvent,
): Promise<'added' | 'taken'> {
  const item = {
    ...keyOf(kid),
    schemaVersion: 1,
    privateKey: generatePrivateKey(),
    createdAt: new Date().toISOString(),
    activeFrom: activeFrom.toISOString(),
  };
  try {
    const actions = [table.add(item), ...(noted === undefined ? [] : [auditPut(table, noted)])];
    await table.transact(points['signing-key-made'], actions);
    return 'added';
  } catch (error) {
    // Another process was first: its key is the one.
    if (error instanceof TransactionRefused) return 'taken';
    throw error;
  }
}

const keyOf = (kid: string): Key => ({ pk: 'KEY', sk: kid });
const later = (one: Date, other: Date) => (one > other ? one : new Date(other.getTime() + 1));
