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
  /** Settles once the list was asked for the first time, whether it was given or not. */
  asked: Promise<void>;
  stop(): void;
};

/** Gives the sessions that ended after a cursor; all that matter still, without one. */
export type RevocationSource = (after: string | undefined) => Promise<RevokedSessions>;

const pollMs = 2000;
/** No token of a session outlives its end by more than this; a minute more for clocks that differ. */
const keepMs = (userTokenSeconds + 60) * 1000;

/**
 * Asks for ended sessions every two seconds and remembers them until their last token has expired. While the source is
 * away nothing new is learnt, what is known still holds, and everybody else can go on working.
 */
export function watchRevocations(source: RevocationSource): Revocations {
  const endedAt = new Map<string, number>();
  let cursor: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let away = false;

  const add = (sessionId: string): void => {
    if (!endedAt.has(sessionId)) endedAt.set(sessionId, performance.now());
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

  const poll = async (): Promise<void> => {
    try {
      await learn();
      if (away) log.info('ended sessions are known again');
      away = false;
    } catch (error) {
      if (!away && !stopped) log.warn({ err: error }, 'ended sessions cannot be asked for; those known still hold');
      away = true;
    }
    if (!stopped) timer = setTimeout(poll, pollMs).unref();
  };

  return {
    asked: poll(),
    add,
    has: (sessionId) => endedAt.has(sessionId),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Sessions stand in the order in which they were learnt. */
function forget(endedAt: Map<string, number>): void {
  const limit = performance.now() - keepMs;
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
