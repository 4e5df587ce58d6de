import { roles, scopes } from '@causeway/data-model';
import jwt from 'jsonwebtoken';
import * as z from 'zod';
import type { Principal } from './principal.js';
import type { SigningKey } from './signing-key.js';

/** Seconds a person's access token lives. */
export const userTokenSeconds = 900;

/** Seconds a service's token lives. */
export const serviceTokenSeconds = 300;

const algorithm = 'ES256';
const type = 'at+jwt';
const servicePrefix = 'service:';

/** What services may ask of each other. */
export const internalScope = 'internal';

/** What every token says besides who it is about. */
type Issued = { issuer: string; tokenId: string; at: Date };

/** A person's access token: a JWT of type `at+jwt` (RFC 9068) that every service of `audience` takes. */
export function signUserToken(
  key: SigningKey,
  claims: Issued & { audience: readonly string[]; userId: string; sessionId: string; roles: readonly string[] },
): string {
  return sign(key, claims, userTokenSeconds, {
    sub: claims.userId,
    aud: claims.audience,
    sid: claims.sessionId,
    roles: claims.roles,
  });
}

/** The token of a service or a partner, good for one callee; `keyId` is the API key it was given for. */
export function signServiceToken(
  key: SigningKey,
  claims: Issued & { audience: string; name: string; keyId: string; scope: string },
): string {
  return sign(key, claims, serviceTokenSeconds, {
    sub: `${servicePrefix}${claims.name}`,
    aud: claims.audience,
    client_id: claims.keyId,
    scope: claims.scope,
  });
}

function sign(key: SigningKey, { issuer, tokenId, at }: Issued, seconds: number, claims: object): string {
  const iat = Math.floor(at.getTime() / 1000);
  const payload = { iss: issuer, ...claims, jti: tokenId, iat, exp: iat + seconds };
  return jwt.sign(payload, key.privateKey, { algorithm, header: { alg: algorithm, typ: type, kid: key.kid } });
}

/** Strict: a header that brings its own key (`jwk`, `jku`, `x5u`, `x5c`) or demands extensions (`crit`) is refused. */
const header = z.strictObject({ alg: z.literal(algorithm), typ: z.literal(type), kid: z.string().min(1).max(100) });

/** The name of the key a token claims to be signed with; nothing when it is not one of our tokens. */
export function keyIdOf(token: string): string | undefined {
  const decoded = decode(token);
  const parsed = header.safeParse(decoded?.header);
  return parsed.success ? parsed.data.kid : undefined;
}

function decode(token: string) {
  try {
    return jwt.decode(token, { complete: true });
  } catch {
    return null;
  }
}

const registered = { iat: z.int(), exp: z.int(), jti: z.string().min(1), iss: z.string() };

const userClaims = z
  .object({
    ...registered,
    sub: z.uuid(),
    sid: z.string().min(1),
    aud: z.array(z.string()),
    roles: z.array(z.string()),
  })
  .transform(({ sub, sid, exp, roles: given }) => ({
    // A role added to the shop later is one this service cannot know, and no reason to refuse the token.
    principal: {
      kind: 'user',
      userId: sub,
      sessionId: sid,
      roles: roles.filter((role) => given.includes(role)),
    } satisfies Principal,
    expiresAt: exp * 1000,
  }));

const serviceClaims = z
  .object({
    ...registered,
    sub: z.string().startsWith(servicePrefix),
    client_id: z.string().min(1),
    sid: z.undefined().optional(),
    aud: z.string(),
    scope: z.string(),
  })
  .transform(({ sub, client_id: keyId, scope, exp }) => ({
    principal: holderOf({ name: sub.slice(servicePrefix.length), keyId, scope }),
    expiresAt: exp * 1000,
  }));

/** Only a key made with the deployment has the scope `internal`; all others are partners'. */
function holderOf({ name, keyId, scope }: { name: string; keyId: string; scope: string }): Principal {
  const given = scope.split(' ');
  if (given.includes(internalScope)) return { kind: 'service', name, keyId };
  return { kind: 'partner', name, keyId, scopes: scopes.filter((one) => given.includes(one)) };
}

const claims = z.union([userClaims, serviceClaims]);

/** What a good token says: who, and until when (milliseconds since the epoch). */
export type Verified = { principal: Principal; expiresAt: number };

/**
 * What is wrong with a token: that one has expired is everyday, that one is for somebody else or was never issued is not.
 * Whose token it is, is known where we have signed it.
 */
export type TokenFault = { why: 'expired' | 'forged' } | { why: 'other-audience'; principal: Principal };

/** Checks signature, algorithm, issuer, audience, expiry and the claims that must be there. */
export function verifyWith(
  key: jwt.PublicKey,
  token: string,
  { issuer, audience }: { issuer: string; audience: string },
): Verified | { fault: TokenFault } {
  try {
    return claims.parse(jwt.verify(token, key, { algorithms: [algorithm], issuer, audience }));
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) return { fault: { why: 'expired' } };
    return { fault: addressedElsewhere(key, token, issuer) ?? { why: 'forged' } };
  }
}

/** Whose it is, when nothing is wrong with a token but that it is for another service. */
function addressedElsewhere(key: jwt.PublicKey, token: string, issuer: string): TokenFault | undefined {
  try {
    const { principal } = claims.parse(jwt.verify(token, key, { algorithms: [algorithm], issuer }));
    return { why: 'other-audience', principal };
  } catch {
    return undefined;
  }
}

/** What is wrong with a token that no key of ours is for: an old one may be of a key that is gone. */
export function faultWithoutKey(token: string): TokenFault {
  const payload = decode(token)?.payload;
  const exp = typeof payload === 'object' ? payload.exp : undefined;
  return { why: typeof exp === 'number' && exp * 1000 < Date.now() ? 'expired' : 'forged' };
}
