import { DomainError } from '@causeway/data-model';
import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.js';
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
  revocations: Pick<Revocations, 'has' | 'asked' | 'stop'>;
}): TokenVerifier {
  const { keys, revocations, ...expected } = sources;
  const memory = new LRUCache<string, Principal>({ max: remembers });

  const withoutEnded = (principal: Principal): Principal => {
    if (principal.kind === 'user' && revocations.has(principal.sessionId)) {
      throw new DomainError('invalid-token', { detail: 'The session has ended.' });
    }
    return principal;
  };

  return {
    remembered(token) {
      const principal = memory.get(token);
      return principal && withoutEnded(principal);
    },

    async verify(token) {
      const known = this.remembered(token);
      if (known !== undefined) return known;
      await revocations.asked;
      const kid = keyIdOf(token);
      const key = kid === undefined ? undefined : await keys.find(kid);
      const verified = key === undefined ? { fault: faultWithoutKey(token) } : verifyWith(key, token, expected);
      if ('fault' in verified) {
        const detail = 'The token is not valid, or not any more.';
        throw new DomainError('invalid-token', { detail, cause: new RefusedToken(verified.fault) });
      }
      const ttl = verified.expiresAt - Date.now();
      if (ttl > 0) memory.set(token, verified.principal, { ttl });
      return withoutEnded(verified.principal);
    },

    stop: () => revocations.stop(),
  };
}

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
