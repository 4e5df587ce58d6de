import { type AuditEvent, DomainError, type KeyRotation } from '@causeway/data-model';
import { auditEventOf, byUser } from './audit-trail.js';
import type { SigningKeys, Succession } from './signing-keys.js';
import type { Surroundings } from './surroundings.js';

/**
 * Milliseconds between a key's publication and its first signature. Whoever verifies may have asked for the keys a moment
 * before; it asks again for one it does not know, but not more often than every five seconds.
 */
const leadMs = 15_000;

/** Has tokens signed with a fresh key, without refusing any that was signed with the old one. */
export class RotateSigningKey {
  readonly #signingKeys: SigningKeys;
  readonly #surroundings: Surroundings;

  constructor(ports: { signingKeys: SigningKeys; surroundings: Surroundings }) {
    this.#signingKeys = ports.signingKeys;
    this.#surroundings = ports.surroundings;
  }

  /** @throws DomainError `illegal-state` while ten keys are still in use. */
  async run(adminId: string): Promise<KeyRotation> {
    const now = this.#surroundings.now();
    const noted = ({ kid, previous }: Succession): AuditEvent =>
      auditEventOf(this.#surroundings, 'signing_key.rotated', byUser(adminId), kid, { previous: previous.kid });
    const made = await this.#signingKeys.rotate(new Date(now.getTime() + leadMs), now, noted);
    if (made === undefined) {
      throw new DomainError('illegal-state', {
        detail: 'Too many keys are in use; wait until one of them has verified its last token.',
      });
    }
    const { kid, activeFrom, previous } = made;
    return {
      kid,
      activeFrom: activeFrom.toISOString(),
      previous: { kid: previous.kid, verifiesUntil: previous.verifiesUntil.toISOString() },
    };
  }
}
