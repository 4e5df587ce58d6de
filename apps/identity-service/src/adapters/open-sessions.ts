import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { type DynamoTable, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import { endedSessionItem } from './dynamo-ended-sessions.js';
import { points } from './failpoints.js';

export const sessionKey = (id: string): Key => ({ pk: `S#${id}`, sk: 'META' });
/** A refresh token, by its hash. */
export const tokenKey = (hash: string): Key => ({ pk: `RT#${hash}`, sk: 'META' });
/** Where a session finds the refresh tokens it has had: `S#sid` / `RT#hash`. */
export const sessionTokenKey = (id: string, hash: string): Key => ({ pk: `S#${id}`, sk: `RT#${hash}` });
/** Where an account finds its sessions: `U#id` / `S#sid`, with `endedAt` when they have ended. */
export const ownedKey = (userId: string, id: string): Key => ({ pk: `U#${userId}`, sk: `S#${id}` });

/** A refresh token that was not used for so long is worth nothing. */
export const refreshDays = 30;

const owned = z.object({ sk: z.string() });
/** Of the hundred actions that a transaction holds, three end a session. */
const together = 25;

/** The sessions an account has open, and how one or all of them end. */
export class OpenSessions {
  readonly #table: DynamoTable;
  readonly #onEnd: (sessionId: string) => void;

  constructor(table: DynamoTable, onEnd: (sessionId: string) => void) {
    this.#table = table;
    this.#onEnd = onEnd;
  }

  of(userId: string): Promise<string[]> {
    return this.#find(userId, { filter: 'attribute_not_exists(#endedAt)' });
  }

  /** Those that have ended, too, for as long as their tokens would have been good. */
  everyOneOf(userId: string): Promise<string[]> {
    return this.#find(userId);
  }

  async #find(userId: string, only: { filter?: string } = {}): Promise<string[]> {
    const query = { where: '#pk = :pk AND begins_with(#sk, :s)', values: { pk: `U#${userId}`, s: 'S#' }, ...only };
    const ids: string[] = [];
    for await (const item of this.#table.queryAll({ ...query, limit: 100, consistent: true })) {
      ids.push(owned.parse(item).sk.slice(2));
    }
    return ids;
  }

  /** Ends one session; nothing happens to one that has ended. */
  async end(id: string, userId: string, at: Date, noted: readonly TransactWriteItem[] = []): Promise<void> {
    try {
      await this.#table.transact(points['session-ended'], [...this.#ending(id, userId, at), ...noted]);
    } catch (error) {
      // A refusal says that it has ended before.
      if (!(error instanceof TransactionRefused)) throw error;
    }
    this.#onEnd(id);
  }

  /**
   * Ends sessions in one transaction with what else is given; where they are too many for one, the oldest go before.
   *
   * @throws TransactionRefused when a condition of `together` does not hold
   */
  async endAll(
    ids: readonly string[],
    userId: string,
    change: { point: Failpoint; at: Date; together: readonly TransactWriteItem[] },
  ): Promise<void> {
    const before = ids.slice(0, Math.max(0, ids.length - together));
    for (const id of before) await this.end(id, userId, change.at);
    const last = ids.slice(before.length);
    // Unlike above without a condition: that one has ended meanwhile must not keep the rest from being changed.
    const ending = last.flatMap((id) => this.#ending(id, userId, change.at, 'whatever it was'));
    await this.#table.transact(change.point, [...change.together, ...ending]);
    for (const id of last) this.#onEnd(id);
  }

  /** The action that lets a session live on with the account's next password. */
  confirm(id: string, credentials: number): TransactWriteItem {
    return this.#table.update(sessionKey(id), {
      update: 'SET #credentials = :credentials',
      when: 'attribute_exists(#pk)',
      values: { credentials },
    });
  }

  #ending(id: string, userId: string, at: Date, unless?: 'whatever it was'): TransactWriteItem[] {
    const end = this.#table.update(sessionKey(id), {
      update: 'SET #status = :ended, #endedAt = :at',
      ...(unless === undefined ? { when: '#status = :active' } : {}),
      values: { ended: 'ended', at: at.toISOString(), ...(unless === undefined ? { active: 'active' } : {}) },
    });
    const ttl = Math.ceil(at.getTime() / 1000) + refreshDays * 86_400;
    const known = { ...ownedKey(userId, id), schemaVersion: 1, endedAt: at.toISOString(), ttl };
    return [end, this.#table.put(endedSessionItem(id, at)), this.#table.put(known)];
  }
}
