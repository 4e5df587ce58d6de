import { userTokenSeconds } from '@causeway/auth';
import type { RevokedSessions } from '@causeway/data-model';
import { notACursor } from '@causeway/runtime/cursors';
import type { DynamoTable } from '@causeway/stores/dynamo';
import * as z from 'zod';

const minuteMs = 60_000;
/** A write may commit this long after the time it carries, so a reader looks back as far each time. */
const overlapMs = 10_000;
/** Before this, no token is left that an ended session's could be mistaken for. */
const mattersMs = userTokenSeconds * 1000 + minuteMs;
const pageSize = 1000;

/** An ended session in its minute's partition (`END#minute`), in order of time. */
export const endedSessionItem = (sessionId: string, at: Date) => ({
  pk: partitionOf(at.getTime()),
  sk: `${at.toISOString()}#${sessionId}`,
  schemaVersion: 1,
  sessionId,
  ttl: Math.ceil((at.getTime() + 2 * mattersMs) / 1000),
});

/**
 * Sessions that ended after the cursor, page by page, read from the base table so that none is late.
 *
 * @throws DomainError `bad-query` for a cursor that is none.
 */
export async function endedSince(table: DynamoTable, cursor: string | undefined, at: Date): Promise<RevokedSessions> {
  const oldest = new Date(at.getTime() - mattersMs).toISOString();
  const newest = new Date(at.getTime() - overlapMs).toISOString();
  const from = cursor === undefined || cursor < oldest ? oldest : cursor;
  const sessions: string[] = [];
  for (let minute = startOf(from); minute <= at.getTime() + minuteMs; minute += minuteMs) {
    const values = { pk: partitionOf(minute), from };
    const query = { where: '#pk = :pk AND #sk > :from', values, limit: pageSize, consistent: true };
    for await (const found of table.queryAll(query)) {
      const { sk, sessionId } = endedSession.parse(found);
      sessions.push(sessionId);
      if (sessions.length === pageSize) return { sessions, nextCursor: sk, more: true };
    }
  }
  return { sessions, nextCursor: newest, more: false };
}

const endedSession = z.object({ sk: z.string(), sessionId: z.string() });

const partitionOf = (ms: number) => `END#${new Date(ms).toISOString().slice(0, 16)}`;

function startOf(cursor: string): number {
  const ms = Date.parse(cursor.slice(0, 24));
  if (Number.isNaN(ms)) throw notACursor('after');
  return Math.floor(ms / minuteMs) * minuteMs;
}
