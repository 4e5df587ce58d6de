import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AuditEvent, PersonalExport } from '@causeway/data-model';
import type { DynamoTable, Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { PersonalTraces } from '../core/personal-traces.js';
import { accountKey, erasureIdOf } from './account-items.js';
import { auditEventOfCopy, copyPrefix } from './audit-items.js';
import { addressHashOf, erasureKey, withoutAddressHash } from './dynamo-erasures.js';
import { attemptsPartition } from './dynamo-login-attempts.js';
import { points } from './failpoints.js';
import { OpenSessions, ownedKey, sessionKey, tokenKey } from './open-sessions.js';

/** As many as a transaction holds. */
const together = 100;

/** What lies beside an account (`U#id`/`S#sid`, `U#id`/`A#at#id`) and what that leads to (`S#sid`, `RT#hash`, `RL#hash`). */
export class DynamoPersonalTraces implements PersonalTraces {
  readonly #table: DynamoTable;
  readonly #openSessions: OpenSessions;

  constructor(table: DynamoTable, onEnd: (sessionId: string) => void) {
    this.#table = table;
    this.#openSessions = new OpenSessions(table, onEnd);
  }

  async sessions(userId: string): Promise<PersonalExport['sessions']> {
    const ids = await this.#openSessions.everyOneOf(userId);
    return (await this.#table.getMany(ids.map(sessionKey)))
      .map(sessionOf)
      .sort((one, other) => (one.openedAt < other.openedAt ? -1 : 1));
  }

  async securityEvents(userId: string): Promise<AuditEvent[]> {
    return (await this.#itemsIn(accountKey(userId).pk, copyPrefix)).map(auditEventOfCopy);
  }

  async forget(userId: string, at: Date): Promise<void> {
    // Opened between the look for open sessions and the tombstone; after it, none is.
    for (const id of await this.#openSessions.of(userId)) await this.#openSessions.end(id, userId, at);
    for (const id of await this.#openSessions.everyOneOf(userId)) await this.#forgetSession(userId, id);
    await this.#delete(await this.#itemsIn(accountKey(userId).pk, copyPrefix));
    await this.#forgetLogIns(userId);
  }

  /** Once: the address may be somebody else's by the next time. */
  async #forgetLogIns(userId: string): Promise<void> {
    const id = erasureIdOf((await this.#table.get(accountKey(userId))) ?? {});
    const erasure = id === undefined ? undefined : await this.#table.get(erasureKey(id));
    const hash = erasure && addressHashOf(erasure);
    if (id === undefined || hash === undefined) return;
    await this.#delete(await this.#itemsIn(attemptsPartition(hash)));
    await this.#table.write(points['person-forgotten'], withoutAddressHash(this.#table, id));
  }

  /** Each token goes together with what leads to it, and the session goes last. */
  async #forgetSession(userId: string, id: string): Promise<void> {
    const pointers = await this.#itemsIn(sessionKey(id).pk, 'RT#');
    await this.#delete(pointers.flatMap((pointer) => [tokenKey(pointer.sk.slice('RT#'.length)), pointer]));
    await this.#delete([sessionKey(id), ownedKey(userId, id)]);
  }

  async #itemsIn(pk: string, prefix?: string): Promise<(Key & Item)[]> {
    const where = prefix === undefined ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :prefix)';
    const found: (Key & Item)[] = [];
    const query = { where, values: { pk, prefix }, limit: 100, consistent: true };
    for await (const item of this.#table.queryAll(query)) found.push({ ...item, ...key.parse(item) });
    return found;
  }

  /** An even number at once, so that what belongs together goes together. */
  async #delete(keys: readonly Key[]): Promise<void> {
    const actions: TransactWriteItem[] = keys.map((one) => this.#table.delete(one));
    for (let from = 0; from < actions.length; from += together)
      await this.#table.transact(points['person-forgotten'], actions.slice(from, from + together));
  }
}

const key = z.object({ pk: z.string(), sk: z.string() });

const sessionItem = z.object({
  pk: z.string(),
  createdAt: z.string(),
  refreshedAt: z.string().nullable().default(null),
  endedAt: z.string().nullable().default(null),
});

function sessionOf(item: Item): PersonalExport['sessions'][number] {
  const { pk, createdAt: openedAt, refreshedAt, endedAt } = sessionItem.parse(item);
  return { id: pk.slice('S#'.length), openedAt, refreshedAt, endedAt };
}
