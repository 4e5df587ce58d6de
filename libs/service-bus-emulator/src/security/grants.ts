import { alarm } from '../clock.js';
import type { Right } from './access-key.js';
import { type Grant, type Keyring, missingClaims } from './keyring.js';
import { barePath, scopesOf } from './resource-path.js';

/** The tokens that one connection has put, and what may be done with them. */
export class Grants {
  readonly #keyring: Keyring;
  readonly #now: () => number;
  readonly #byAudience = new Map<string, Grant>();
  readonly #expiry: ReturnType<typeof alarm>;

  /** `expired` is called when a token has run out, so that what lived on it can be closed. */
  constructor(keyring: Keyring, now: () => number, expired: () => void) {
    this.#keyring = keyring;
    this.#now = now;
    this.#expiry = alarm(() => {
      this.#dropExpired();
      expired();
    });
  }

  /** Takes a token for an audience; a later one for the same audience replaces it. Throws `unauthorized`. */
  put(token: string, audience: string): void {
    if (this.#keyring.isOpen) return;
    const grant = this.#keyring.admit(token, audience);
    this.#byAudience.set(grant.scope, grant);
    this.#expiry.set(grant.expiresAt);
  }

  /** Throws `unauthorized` unless one of the claims is granted on this path. */
  mustAllow(claims: readonly Right[], path: string): void {
    if (!this.allows(claims, path)) throw missingClaims(claims, path);
  }

  allows(claims: readonly Right[], path: string): boolean {
    if (this.#keyring.isOpen) return true;
    const now = this.#now();
    return scopesOf(barePath(path)).some((scope) => {
      const grant = this.#byAudience.get(scope);
      return grant !== undefined && grant.expiresAt > now && claims.some((claim) => grant.rights.includes(claim));
    });
  }

  close(): void {
    this.#expiry.stop();
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [audience, { expiresAt }] of this.#byAudience) {
      if (expiresAt <= now) this.#byAudience.delete(audience);
      else this.#expiry.set(expiresAt);
    }
  }
}
