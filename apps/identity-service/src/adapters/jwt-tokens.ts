import { serviceTokenSeconds, signServiceToken, signUserToken, userTokenSeconds } from '@causeway/auth';
import { v7 as uuid } from 'uuid';
import type { AccessToken, AccessTokens } from '../core/access-tokens.js';
import { services } from '../core/services.js';
import type { DynamoSigningKeys } from './dynamo-signing-keys.js';

/** Access tokens as JSON Web Tokens (RFC 9068), signed with the key of the moment. */
export class JwtTokens implements AccessTokens {
  readonly #keys: DynamoSigningKeys;
  readonly #issuer: string;

  constructor(keys: DynamoSigningKeys, issuer: string) {
    this.#keys = keys;
    this.#issuer = issuer;
  }

  forUser(user: Parameters<AccessTokens['forUser']>[0], at: Date): AccessToken {
    const token = signUserToken(this.#keys.signing(at), { ...user, ...this.#issued(at), audience: services });
    return { token, expiresIn: userTokenSeconds };
  }

  forService(service: Parameters<AccessTokens['forService']>[0], at: Date): AccessToken {
    const token = signServiceToken(this.#keys.signing(at), { ...service, ...this.#issued(at) });
    return { token, expiresIn: serviceTokenSeconds };
  }

  #issued(at: Date) {
    return { issuer: this.#issuer, tokenId: uuid(), at };
  }
}
