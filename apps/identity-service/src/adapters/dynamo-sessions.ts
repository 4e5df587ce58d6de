import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AuditEvent, RevokedSessions } from '@causeway/data-model';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { OpenSession, Rotation, Session, Sessions } from '../core/sessions.js';
import { accountKey, ifPasswordIs } from './account-items.js';
import { auditPuts } from './audit-items.js';
import { endedSince } from './dynamo-ended-sessions.js';
import { points } from './failpoints.js';
import { OpenSessions, ownedKey, refreshDays, sessionKey, sessionTokenKey, tokenKey } from './open-sessions.js';
import { sha256 } from './sha256.js';

/** Sessions as `S#sid`, their refresh tokens as `RT#sha256`; the tokens themselves are nowhere. */
export class DynamoSessions implements Sessions {
  readonly #table: DynamoTable;
  readonly #openSessions: OpenSessions;

  /** @param onEnd hears of a session as soon as this process has ended it */
  constructor(table: DynamoTable, onEnd: (sessionId: string) => void) {
    this.#table = table;
    this.#openSessions = new OpenSessions(table, onEnd);
  }

  async open(session: OpenSession, refreshToken: string, at: Date, noted: AuditEvent): Promise<'opened' | 'outdated'> {
    const { id, userId, credentials } = session;
    const ttl = epochSeconds(expiryOf(at));
    const item = { schemaVersion: 1, userId, credentials, status: 'active', createdAt: at.toISOString(), ttl };
    const opened = this.#table.transact(points['session-opened'], [
      this.#table.check(accountKey(userId), ifPasswordIs(credentials)),
      this.#table.add({ ...sessionKey(id), ...item }),
      this.#table.put({ ...ownedKey(userId, id), schemaVersion: 1, ttl }),
      ...this.#addToken(session, refreshToken, at),
      ...auditPuts(this.#table, noted),
    ]);
    return (await refusalOf(opened)) === undefined ? 'opened' : 'outdated';
  }

  async rotate(refreshToken: string, next: string, at: Date): Promise<Rotation> {
    const held = await this.#token(refreshToken);
    if (held === undefined || held.expiresAt <= at.toISOString()) return { outcome: 'refused' };
    const session = { id: held.sessionId, userId: held.userId };
    if (held.used) return { outcome: 'reused', session };

    const credentials = await this.#credentialsOf(session.id);
    const actions = [this.#useToken(refreshToken), ...this.#addToken(session, next, at), ...this.#prolong(session, at)];
    const refused = await refusalOf(this.#table.transact(points['token-rotated'], actions));
    if (refused === undefined) return { outcome: 'rotated', session: { ...session, credentials } };
    return refused.at(0) ? { outcome: 'reused', session } : { outcome: 'refused' };
  }

  async ofToken(refreshToken: string): Promise<Session | undefined> {
    const held = await this.#token(refreshToken);
    return held && { id: held.sessionId, userId: held.userId };
  }

  end({ id, userId }: Session, at: Date, noted: AuditEvent): Promise<void> {
    return this.#openSessions.end(id, userId, at, auditPuts(this.#table, noted));
  }

  endedSince(cursor: string | undefined, at: Date): Promise<RevokedSessions> {
    return endedSince(this.#table, cursor, at);
  }

  async #token(refreshToken: string): Promise<TokenItem | undefined> {
    const item = await this.#table.get(tokenKey(sha256(refreshToken)));
    return item && tokenItem.parse(item);
  }

  async #credentialsOf(sessionId: string): Promise<number> {
    const item = await this.#table.get(sessionKey(sessionId));
    return sessionItem.parse(item ?? {}).credentials;
  }

  #addToken(session: Session, refreshToken: string, at: Date): TransactWriteItem[] {
    const expiresAt = expiryOf(at);
    const ttl = epochSeconds(expiresAt);
    const item: TokenItem = {
      schemaVersion: 1,
      sessionId: session.id,
      userId: session.userId,
      used: false,
      expiresAt: expiresAt.toISOString(),
    };
    const hash = sha256(refreshToken);
    return [
      this.#table.add({ ...tokenKey(hash), ...item, ttl }),
      this.#table.put({ ...sessionTokenKey(session.id, hash), schemaVersion: 1, ttl }),
    ];
  }

  #useToken(refreshToken: string): TransactWriteItem {
    return this.#table.update(tokenKey(sha256(refreshToken)), {
      update: 'SET #used = :yes',
      when: '#used = :no',
      values: { yes: true, no: false },
    });
  }

  #prolong({ id, userId }: Session, at: Date): TransactWriteItem[] {
    const ttl = epochSeconds(expiryOf(at));
    const session = this.#table.update(sessionKey(id), {
      update: 'SET #refreshedAt = :at, #ttl = :ttl',
      when: '#status = :active',
      values: { active: 'active', at: at.toISOString(), ttl },
    });
    return [session, this.#table.put({ ...ownedKey(userId, id), schemaVersion: 1, ttl })];
  }
}

// Sessions from before they knew their password belong to the first one.
const sessionItem = z.object({ credentials: z.int().default(1) });

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

const expiryOf = (at: Date) => new Date(at.getTime() + refreshDays * 86_400_000);
const epochSeconds = (at: Date) => Math.ceil(at.getTime() / 1000);
