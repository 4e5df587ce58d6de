import { DomainError } from '@causeway/data-model';
import { LRUCache } from 'lru-cache';
import { lifelineOf, type Principal } from './principal.js';
import { remoteKeys, type VerifyingKeys } from './remote-keys.js';
import { type Revocations, remoteRevocations, watchRevocations } from './revoked-sessions.js';
import type { ServiceTokens } from './service-tokens.js';
import { faultWithoutKey, keyIdOf, type TokenFault, verifyWith } from './tokens.js';

/** Tells from a token who makes a request. */
export type TokenVerifier = {
  /**
   * @throws DomainError `invalid-token` when it is not one of our tokens, is for somebody else, has expired or its
   * session has ended; `unavailable` when that cannot be found out.
   */
  verify(token: string): Promise<Principal>;
  /** The same at once for a token verified before; nothing for any other. */
  remembered(token: string): Principal | undefined;
  /** Whether the session or API key behind a token that was good has ended since. */
  hasEnded(principal: Principal): boolean;
  stop(): void;
};

/** Why a token was refused: for the audit trail, and not for whoever sent it. */
export class RefusedToken extends Error {
  override readonly name = 'RefusedToken';

  constructor(readonly fault: TokenFault) {
    super(fault.why);
  }
}

/** How many verified tokens are remembered; one costs about a kilobyte. */
const remembers = 10_000;

/** A verifier over any source of keys and of ended sessions. */
export function verifierOver(sources: {
  issuer: string;
  audience: string;
  keys: VerifyingKeys;
  revocations: Pick<Revocations, 'has' | 'caughtUp' | 'stop'>;
}): TokenVerifier {
  const { keys, revocations, ...expected } = sources;
  const memory = new LRUCache<string, { principal: Principal; kid: string }>({
    max: remembers,
    // What expires does so while the process is frozen, too.
    perf: Date,
  });

  const withoutEnded = (principal: Principal): Principal => {
    if (revocations.has(lifelineOf(principal))) {
      const detail = principal.kind === 'user' ? 'The session has ended.' : 'The API key was revoked.';
      throw new DomainError('invalid-token', { detail });
    }
    return principal;
  };

  return {
    remembered(token) {
      if (revocations.caughtUp() !== undefined) return undefined;
      const known = memory.get(token);
      // What a key has signed that was withdrawn since is judged anew.
      return known && keys.stands(known.kid) ? withoutEnded(known.principal) : undefined;
    },

    async verify(token) {
      await revocations.caughtUp();
      const known = this.remembered(token);
      if (known !== undefined) return known;
      const kid = keyIdOf(token);
      const key = kid === undefined ? undefined : await keys.find(kid);
      if (kid === undefined || key === undefined) throw refused(faultWithoutKey(token));
      const verified = verifyWith(key, token, expected);
      if ('fault' in verified) throw refused(verified.fault);
      const ttl = verified.expiresAt - Date.now();
      if (ttl > 0) memory.set(token, { principal: verified.principal, kid }, { ttl });
      return withoutEnded(verified.principal);
    },

    hasEnded: (principal) => revocations.has(lifelineOf(principal)),

    stop: () => revocations.stop(),
  };
}

/** @param fault what is wrong, for the audit trail alone */
const refused = (fault: ConstructorParameters<typeof RefusedToken>[0]) =>
  new DomainError('invalid-token', {
    detail: 'The token is not valid, or not any more.',
    cause: new RefusedToken(fault),
  });

/**
 * The verifier of a service: keys and ended sessions come from identity-service.
 *
 * @param audience this service's name, which a token must be for
 */
export function createTokenVerifier(settings: {
  identityUrl: string;
  issuer: string;
  audience: string;
  serviceTokens: ServiceTokens;
}): TokenVerifier {
  const { identityUrl, issuer, audience, serviceTokens } = settings;
  return verifierOver({
    issuer,
    audience,
    keys: remoteKeys(identityUrl),
    revocations: watchRevocations(remoteRevocations(identityUrl, serviceTokens)),
  });
}
