import { BrokerFailure } from '../broker/failure.js';
import type { AccessKey, Right } from './access-key.js';
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

/** The keys that tokens are checked with. Without any, every token is good. */
export class Keyring {
  readonly #keys: readonly AccessKey[];
  readonly #keysOf: (path: string) => readonly AccessKey[];
  readonly #now: () => number;

  /** `keysOf` gives the authorization rules that an entity carries itself. */
  constructor(keys: readonly AccessKey[], keysOf: (path: string) => readonly AccessKey[], now: () => number) {
    this.#keys = keys;
    this.#keysOf = keysOf;
    this.#now = now;
  }

  /** True when nothing is checked. */
  get isOpen(): boolean {
    return this.#keys.length === 0;
  }

  /**
   * Checks a token presented for a resource such as `sb://localhost/orders`. Throws `unauthorized` with the service's
   * sentence: not a shared access signature, another resource, expired, or not signed with a key of that name.
   */
  admit(text: string, audience: string): Grant {
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
    const expiresAt = Number(token.expiry) * 1000;
    if (expiresAt <= this.#now()) {
      const expiry = new Date(Math.min(expiresAt, 8.64e15)).toUTCString();
      throw unauthorized(`ExpiredToken: The token is expired. Expiration time: ${expiry}.`);
    }
    return { scope, rights: [...new Set(keys.flatMap((key) => key.rights))], expiresAt };
  }

  /**
   * Checks an HTTP `Authorization` header for a right on a path such as `orders/Subscriptions/s`; '' is the namespace.
   * Throws `unauthorized`.
   */
  mustAllow(authorization: string | undefined, path: string, right: Right): void {
    if (this.isOpen) return;
    if (authorization === undefined || authorization === '')
      throw unauthorized('MissingToken: The authorization header was not found.');
    const { rights } = this.admit(authorization, `sb://localhost/${path}`);
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
  return 'InvalidToken: The emulator checks shared access signatures only and knows no other tokens, such as those of Microsoft Entra ID; use a connection string with a key, or start it without keys.';
}
