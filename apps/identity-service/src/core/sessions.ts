import type { AuditEvent, RevokedSessions } from '@causeway/data-model';

/** From a log-in to a log-out: a family of refresh tokens, each replacing the one before. */
export type Session = { id: string; userId: string };

/** A session and which of its account's passwords it was opened with, or has been confirmed with since. */
export type OpenSession = Session & { credentials: number };

/**
 * `rotated`: the new token has replaced the old. `reused`: the old one had been replaced before, so two parties hold
 * tokens of this session. `refused`: unknown, expired, or of a session that has ended.
 */
export type Rotation =
  | { outcome: 'rotated'; session: OpenSession }
  | { outcome: 'reused'; session: Session }
  | { outcome: 'refused' };

/** The sessions there are. Refresh tokens are secrets: whoever implements this keeps their hashes only. */
export interface Sessions {
  /** Nothing is opened (`outdated`) when the account's password was replaced after it had been looked at. */
  open(session: OpenSession, refreshToken: string, at: Date, noted: AuditEvent): Promise<'opened' | 'outdated'>;
  /** Replaces a refresh token; of any number of attempts with the same token, one at most is `rotated`. */
  rotate(refreshToken: string, next: string, at: Date): Promise<Rotation>;
  /** The session a refresh token belongs to, whether it has been replaced or not. */
  ofToken(refreshToken: string): Promise<Session | undefined>;
  /** Ends a session and tells every service so; nothing happens to one that has ended. */
  end(session: Session, at: Date, noted: AuditEvent): Promise<void>;
  /** What ended after a cursor, or in the life of an access token without one; a session may be named again. */
  endedSince(cursor: string | undefined, at: Date): Promise<RevokedSessions>;
}
