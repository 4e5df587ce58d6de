import { BrokerFailure } from '../broker/failure.js';
import type { AccessKey, Right } from './access-key.js';
import { isJwt, readEntraToken, type Tenant } from './entra-token.js';
import { barePath, covers, resourcePath, scopesOf } from './resource-path.js';
import { isSasToken, isSignedWith, parseSasToken } from './sas-token.js';

/** What a checked token allows on an entity and everything below it. */
export interface Grant {
  /** Bare path; '' is the namespace. */
  readonly scope: string;
  readonly rights: readonly Right[];
  /** Ms since 1970. */
  readonly expiresAt: number;
}

const unauthorized = (message: string): BrokerFailure => new BrokerFailure('unauthorized', message);

/** The keys, and the tenant, that tokens are checked with. Without any, every token is good. */
export class Keyring {
  readonly #keys: readonly AccessKey[];
  readonly #keysOf: (path: string) => readonly AccessKey[];
  readonly #tenant: Tenant | undefined;
  readonly #now: () => number;

  /** `keysOf` gives the authorization rules that an entity carries itself. */
  constructor(
    keys: readonly AccessKey[],
    tenant: Tenant | undefined,
    keysOf: (path: string) => readonly AccessKey[],
    now: () => number,
  ) {
    this.#keys = keys;
    this.#tenant = tenant;
    this.#keysOf = keysOf;
    this.#now = now;
  }

  /** True when nothing is checked. */
  get isOpen(): boolean {
    return this.#keys.length === 0 && this.#tenant === undefined;
  }

  /**
   * Checks a token presented for a resource such as `sb://localhost/orders`. Throws `unauthorized` with the service's
   * sentence: neither a shared access signature nor a token of the tenant, another resource, expired, or not signed with a
   * key of that name.
   */
  admit(text: string, audience: string): Grant {
    const grant =
      this.#tenant !== undefined && isJwt(text)
        ? this.#ofTenant(text, audience, this.#tenant)
        : this.#ofKey(text, audience);
    if (grant.expiresAt > this.#now()) return grant;
    const expiry = new Date(Math.min(grant.expiresAt, 8.64e15)).toUTCString();
    throw unauthorized(`ExpiredToken: The token is expired. Expiration time: ${expiry}.`);
  }

  #ofTenant(text: string, audience: string, tenant: Tenant): Grant {
    const token = readEntraToken(text, tenant, this.#now());
    if ('fault' in token) throw unauthorized(token.fault);
    const scope = resourcePath(audience);
    const assigned = tenant.assignments.filter(
      ({ principal, entity }) => principal === token.principal && covers(barePath(entity ?? ''), scope),
    );
    return { scope, rights: [...new Set(assigned.flatMap(({ rights }) => rights))], expiresAt: token.expiresAt };
  }

  #ofKey(text: string, audience: string): Grant {
    const token = parseSasToken(text);
    if (token === undefined) throw unauthorized(whatIsWrong(text));
    const scope = resourcePath(audience);
    const signed = resourcePath(token.resource);
    if (!covers(signed, scope))
      throw unauthorized('InvalidAudience: The authorization header contains a token with a wrong audience.');
    const named = this.#keysNamed(token.keyName, signed);
    const keys = named.filter((key) => isSignedWith(token, key.key));
    if (keys.length === 0) {
      const hint = named.length === 0 ? ` There is no key '${token.keyName}' for '${token.resource}'.` : '';
      throw unauthorized(`InvalidSignature: The token has an invalid signature.${hint}`);
    }
    return { scope, rights: [...new Set(keys.flatMap((key) => key.rights))], expiresAt: Number(token.expiry) * 1000 };
  }

  /**
   * Checks an HTTP `Authorization` header for a right on a path such as `orders/Subscriptions/s`; '' is the namespace.
   * Throws `unauthorized`.
   */
  mustAllow(authorization: string | undefined, path: string, right: Right): void {
    if (this.isOpen) return;
    if (authorization === undefined || authorization === '')
      throw unauthorized('MissingToken: The authorization header was not found.');
    const { rights } = this.admit(authorization.replace(/^Bearer /i, ''), `sb://localhost/${path}`);
    if (!rights.includes(right)) throw missingClaims([right], path);
  }

  #keysNamed(name: string, signed: string): AccessKey[] {
    const ofEntities = scopesOf(signed).flatMap((path) => this.#keysOf(path));
    const all = [...this.#keys.filter(({ entity }) => covers(barePath(entity ?? ''), signed)), ...ofEntities];
    return all.filter((key) => key.name === name);
  }
}

/** The refusal for a lack of rights: any of the claims would do. */
export const missingClaims = (claims: readonly Right[], path: string): BrokerFailure =>
  unauthorized(
    `Unauthorized access. '${claims.join(',')}' claim(s) are required to perform this operation. Resource: 'sb://localhost/${path}'.`,
  );

function whatIsWrong(text: string): string {
  if (isSasToken(text)) return 'MalformedToken: The shared access signature lacks sr, sig, se or skn.';
  return 'InvalidToken: The emulator checks shared access signatures only and knows no other tokens, such as those of Microsoft Entra ID; use a connection string with a key, tell it of a tenant, or start it without keys.';
}
