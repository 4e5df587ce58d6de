import type { Session, Sessions } from './sessions.js';
import type { Surroundings } from './surroundings.js';

/** Ends a session of the person who asks. */
export class LogOut {
  readonly #sessions: Sessions;
  readonly #surroundings: Surroundings;

  constructor(sessions: Sessions, surroundings: Surroundings) {
    this.#sessions = sessions;
    this.#surroundings = surroundings;
  }

  /**
   * Ends the refresh token's session when it is the person's own, else the one they are in: somebody who wants to be
   * logged out is, even with a token we do not know (as RFC 7009, section 2.2, has it).
   */
  async run(current: Session, refreshToken: string): Promise<void> {
    const named = await this.#sessions.ofToken(refreshToken);
    const ending = named?.userId === current.userId ? named : current;
    await this.#sessions.end(ending.id, this.#surroundings.now());
  }
}
