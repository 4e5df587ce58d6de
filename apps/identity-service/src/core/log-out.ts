import { auditEventOf, byUser } from './audit-trail.js';
import type { Session, Sessions } from './sessions.js';
import type { Surroundings } from './surroundings.js';

/** Ends a session of the person who asks. */
export class LogOut {
  readonly #sessions: Sessions;
  readonly #surroundings: Surroundings;

  constructor(ports: { sessions: Sessions; surroundings: Surroundings }) {
    this.#sessions = ports.sessions;
    this.#surroundings = ports.surroundings;
  }

  /**
   * Ends the refresh token's session when it is the person's own, else the one they are in: somebody who wants to be
   * logged out is, even with a token we do not know (as RFC 7009, section 2.2, has it).
   */
  async run(current: Session, refreshToken: string): Promise<void> {
    const named = await this.#sessions.ofToken(refreshToken);
    const ending = named?.userId === current.userId ? named : current;
    const noted = auditEventOf(this.#surroundings, 'session.ended', byUser(current.userId), ending.id);
    await this.#sessions.end(ending, this.#surroundings.now(), noted);
  }
}
