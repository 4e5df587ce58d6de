import { Access } from '@causeway/auth/nest';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { type SigningKeys } from '../core/signing-keys.js';
import { type Surroundings } from '../core/surroundings.js';
import { ISSUER, SIGNING_KEYS, SURROUNDINGS } from './ports.js';

const cacheable = 'public, max-age=300';
/** Less than a new key waits before it signs. */
const brieflyCacheable = 'public, max-age=10';

/** What anybody needs to check our tokens (RFC 7517, RFC 8414). */
@Controller('.well-known')
export class WellKnownController {
  readonly #signingKeys: SigningKeys;
  readonly #issuer: string;
  readonly #surroundings: Surroundings;

  constructor(
    @Inject(SIGNING_KEYS) signingKeys: SigningKeys,
    @Inject(ISSUER) issuer: string,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
  ) {
    this.#surroundings = surroundings;
    this.#signingKeys = signingKeys;
    this.#issuer = issuer;
  }

  @Access('anyone')
  @Get('jwks.json')
  @Header('cache-control', brieflyCacheable)
  keys() {
    return { keys: this.#signingKeys.publicKeys(this.#surroundings.now()) };
  }

  @Access('anyone')
  @Get('openid-configuration')
  @Header('cache-control', cacheable)
  configuration() {
    return {
      issuer: this.#issuer,
      jwks_uri: `${this.#issuer}/.well-known/jwks.json`,
      token_endpoint: `${this.#issuer}/v1/auth/token`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    };
  }
}
