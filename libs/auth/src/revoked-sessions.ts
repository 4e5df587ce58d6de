import { type RevokedSessions, revokedSessions } from '@causeway/data-model';
import { call, refusalOf, withDeadline } from '@causeway/runtime/outgoing';
import { currentTraceparent, inSpan, log } from '@causeway/runtime/telemetry';
import type { ServiceTokens } from './service-tokens.js';
import { userTokenSeconds } from './tokens.js';

/** The sessions that have ended while their access tokens have not expired yet. */
export type Revocations = {
  has(sessionId: string): boolean;
  /** For the process that has ended a session itself: no need to wait for the next poll. */
  add(sessionId: string): void;
  /**
   * Undefined while the list is as new as it ought to be. Otherwise it was never asked for, or the process stood still and
   * the polls with it: then it is asked for at once, and this settles with the answer, whether it is given or not.
   */
  caughtUp(): Promise<void> | undefined;
  stop(): void;
};

/** Gives the sessions that ended after a cursor; all that matter still, without one. */
export type RevocationSource = (after: string | undefined) => Promise<RevokedSessions>;

const pollMs = 2000;
/** A poll that is later than that did not wait for its timer alone: the process stood still. */
const lateMs = pollMs + 500;
/** No ask takes longer while the process runs. */
const longestAskMs = 6000;
/** No token of a session outlives its end by more than this; a minute more for clocks that differ. */
const keepMs = (userTokenSeconds + 60) * 1000;

type Ask = { begunAt: number; isLate: boolean; done: Promise<void> };

/**
 * Asks for ended sessions every two seconds and remembers them until their last token has expired. While the source is
 * away nothing new is learnt, what is known still holds, and everybody else can go on working. Ages are told by the wall
 * clock, which goes on while a process is frozen.
 */
export function watchRevocations(source: RevocationSource): Revocations {
  const endedAt = new Map<string, number>();
  let cursor: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let away = false;
  /** When the newest answer, or failure, was about. */
  let askedAt = Number.NEGATIVE_INFINITY;
  let underWay: Ask | undefined;

  const add = (sessionId: string): void => {
    if (!endedAt.has(sessionId)) endedAt.set(sessionId, Date.now());
  };

  const learn = async (): Promise<void> => {
    for (let more = true; more && !stopped; ) {
      const page = await source(cursor);
      for (const sessionId of page.sessions) add(sessionId);
      cursor = page.nextCursor;
      more = page.more;
    }
    forget(endedAt);
  };

  const tell = async (): Promise<void> => {
    try {
      await learn();
      if (away) log.info('ended sessions are known again');
      away = false;
    } catch (error) {
      if (!away && !stopped) log.warn({ err: error }, 'ended sessions cannot be asked for; those known still hold');
      away = true;
    }
  };

  const ask = (): Ask => {
    clearTimeout(timer);
    const begunAt = Date.now();
    const asking: Ask = {
      begunAt,
      isLate: begunAt - askedAt > lateMs,
      done: tell().then(() => {
        const now = Date.now();
        // An answer that came to a process that stood still is as old as its question.
        askedAt = Math.max(askedAt, now - begunAt > longestAskMs ? begunAt : now);
        if (underWay !== asking) return;
        underWay = undefined;
        if (!stopped) timer = setTimeout(ask, pollMs).unref();
      }),
    };
    underWay = asking;
    return asking;
  };

  ask();
  return {
    add,
    has: (sessionId) => endedAt.has(sessionId),
    caughtUp() {
      if (stopped) return undefined;
      const now = Date.now();
      const isLost = underWay !== undefined && now - underWay.begunAt > longestAskMs;
      if (isLost || (underWay === undefined && now - askedAt > lateMs)) return ask().done;
      return underWay?.isLate === true ? underWay.done : undefined;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Sessions stand in the order in which they were learnt. */
function forget(endedAt: Map<string, number>): void {
  const limit = Date.now() - keepMs;
  for (const [session, at] of endedAt) {
    if (at > limit) return;
    endedAt.delete(session);
  }
}

/** identity-service's list, over HTTP with a service token. */
export function remoteRevocations(identityUrl: string, tokens: ServiceTokens): RevocationSource {
  const what = 'GET identity-service /internal/revoked-sessions';
  return (after) =>
    // An unsampled parent: a poll every two seconds would drown the traces that somebody wants to see.
    inSpan(what, { parent: currentTraceparent() }, () =>
      withDeadline(2500, async () => {
        const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
        const answer = await call(what, {
          method: 'GET',
          url: `${identityUrl}/internal/revoked-sessions${query}`,
          headers: { authorization: await tokens.authorization('identity-service') },
          timeoutMs: 1500,
          attempts: 1,
        });
        const parsed = revokedSessions.safeParse(answer.body);
        if (!parsed.success) throw refusalOf(answer, what);
        return parsed.data;
      }),
    );
}
