import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { RevokedSessions } from '@causeway/data-model';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Rotation, Session, Sessions } from '../core/sessions.js';
import { endedSessionItem, endedSince } from './dynamo-ended-sessions.js';
import { points } from './failpoints.js';
import { sha256 } from './sha256.js';

/** A refresh token that was not used for so long is worth nothing. */
const refreshDays = 30;

/** Sessions as `S#sid`, their refresh tokens as `RT#sha256`; the tokens themselves are nowhere. */
export class DynamoSessions implements Sessions {
  readonly #table: DynamoTable;
  readonly #onEnd: (sessionId: string) => void;

  /** @param onEnd hears of a session as soon as this process has ended it */
  constructor(table: DynamoTable, onEnd: (sessionId: string) => void) {
    this.#table = table;
    this.#onEnd = onEnd;
  }

  async open(session: Session, refreshToken: string, at: Date): Promise<void> {
    const times = { createdAt: at.toISOString(), ttl: epochSeconds(expiryOf(at)) };
    const item = { ...sessionKey(session.id), schemaVersion: 1, userId: session.userId, status: 'active', ...times };
    const actions = [this.#table.add(item), this.#addToken(session, refreshToken, at)];
    await this.#table.transact(points['session-opened'], actions);
  }

  async rotate(refreshToken: string, next: string, at: Date): Promise<Rotation> {
    const held = await this.#token(refreshToken);
    if (held === undefined || held.expiresAt <= at.toISOString()) return { outcome: 'refused' };
    const session = { id: held.sessionId, userId: held.userId };
    if (held.used) return { outcome: 'reused', session };

    const actions = [this.#useToken(refreshToken), this.#addToken(session, next, at), this.#prolong(session.id, at)];
    const refused = await refusalOf(this.#table.transact(points['token-rotated'], actions));
    if (refused === undefined) return { outcome: 'rotated', session };
    return refused.at(0) ? { outcome: 'reused', session } : { outcome: 'refused' };
  }

  async ofToken(refreshToken: string): Promise<Session | undefined> {
    const held = await this.#token(refreshToken);
    return held && { id: held.sessionId, userId: held.userId };
  }

  async end(sessionId: string, at: Date): Promise<void> {
    const end = this.#table.update(sessionKey(sessionId), {
      update: 'SET #status = :ended, #endedAt = :at',
      when: '#status = :active',
      values: { ended: 'ended', active: 'active', at: at.toISOString() },
    });
    // A refusal says that it has ended before.
    const ended = this.#table.put(endedSessionItem(sessionId, at));
    await refusalOf(this.#table.transact(points['session-ended'], [end, ended]));
    this.#onEnd(sessionId);
  }

  endedSince(cursor: string | undefined, at: Date): Promise<RevokedSessions> {
    return endedSince(this.#table, cursor, at);
  }

  async #token(refreshToken: string): Promise<TokenItem | undefined> {
    const item = await this.#table.get(tokenKey(refreshToken));
    return item && tokenItem.parse(item);
  }

  #addToken(session: Session, refreshToken: string, at: Date): TransactWriteItem {
    const expiresAt = expiryOf(at);
    const item: TokenItem = {
      schemaVersion: 1,
      sessionId: session.id,
      userId: session.userId,
      used: false,
      expiresAt: expiresAt.toISOString(),
    };
    return this.#table.add({ ...tokenKey(refreshToken), ...item, ttl: epochSeconds(expiresAt) });
  }

  #useToken(refreshToken: string): TransactWriteItem {
    return this.#table.update(tokenKey(refreshToken), {
      update: 'SET #used = :yes',
      when: '#used = :no',
      values: { yes: true, no: false },
    });
  }

  #prolong(sessionId: string, at: Date): TransactWriteItem {
    return this.#table.update(sessionKey(sessionId), {
      update: 'SET #refreshedAt = :at, #ttl = :ttl',
      when: '#status = :active',
      values: { active: 'active', at: at.toISOString(), ttl: epochSeconds(expiryOf(at)) },
    });
  }
}

const tokenItem = z.object({
  schemaVersion: z.literal(1),
  sessionId: z.string(),
  userId: z.string(),
  used: z.boolean(),
  expiresAt: z.string(),
});
type TokenItem = z.infer<typeof tokenItem>;

/** The conditions that did not hold, where the transaction was refused for them; any other failure is thrown on. */
async function refusalOf(transaction: Promise<void>): Promise<TransactionRefused | undefined> {
  try {
    await transaction;
    return undefined;
  } catch (error) {
    if (error instanceof TransactionRefused) return error;
    throw error;
  }
}

const sessionKey = (id: string) => ({ pk: `S#${id}`, sk: 'META' });
const tokenKey = (refreshToken: string) => ({ pk: `RT#${sha256(refreshToken)}`, sk: 'META' });
const expiryOf = (at: Date) => new Date(at.getTime() + refreshDays * 86_400_000);
const epochSeconds = (at: Date) => Math.ceil(at.getTime() / 1000);
