import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import * as z from 'zod';
import type { Right } from './access-key.js';

/** A public key of a tenant, as its page of keys (JWKS) has it. */
export type TenantKey = JsonWebKey & { readonly kid?: string };

/** Who may do what by a token of Microsoft Entra ID, as role assignments say it. */
export interface RoleAssignment {
  /** The object id of the user, the application or the identity: the token's `oid`, or its `sub` where it has none. */
  readonly principal: string;
  /** Data Sender is Send, Data Receiver is Listen, Data Owner is all three. */
  readonly rights: readonly Right[];
  /** Absent: the whole namespace. */
  readonly entity?: string | undefined;
}

/** The tenant whose tokens are good. */
export interface Tenant {
  /** As `iss` has it. */
  readonly issuer: string;
  readonly keys: readonly TenantKey[];
  readonly assignments: readonly RoleAssignment[];
}

/** What a token of Entra says, once its signature was checked. */
export interface EntraToken {
  readonly principal: string;
  /** Ms since 1970. */
  readonly expiresAt: number;
}

const audiences = ['https://servicebus.azure.net', 'https://servicebus.azure.net/'];

const headerSchema = z.object({ alg: z.literal('RS256'), kid: z.string() });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  oid: z.string().optional(),
  sub: z.string(),
});

export const isJwt = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/**
 * Checks a JSON Web Token (RFC 7519) signed with RS256, as the clients put it with the type `jwt`. Its end is not checked:
 * that is the caller's.
 *
 * @returns what it says, or the code of what is wrong with it
 */
export function readEntraToken(text: string, tenant: Tenant, now: number): EntraToken | { fault: string } {
  const [head = '', body = '', signature = ''] = text.split('.');
  const header = headerSchema.safeParse(jsonIn(head));
  const claims = claimsSchema.safeParse(jsonIn(body));
  if (!header.success || !claims.success) return { fault: 'MalformedToken: The token is no signed token of a tenant.' };
  const key = tenant.keys.find(({ kid }) => kid === header.data.kid);
  const isSigned =
    key !== undefined &&
    verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      createPublicKey({ key, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    );
  if (!isSigned) return { fault: 'InvalidSignature: The token has an invalid signature.' };
  const { iss, aud, exp, nbf = 0, oid, sub } = claims.data;
  if (iss !== tenant.issuer) return { fault: `InvalidIssuer: The token was issued by '${iss}'.` };
  if (!audiences.includes(aud)) return { fault: 'InvalidAudience: The token is for another service.' };
  if (nbf * 1000 > now) return { fault: 'InvalidToken: The token is not good yet.' };
  return { principal: oid ?? sub, expiresAt: exp * 1000 };
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
