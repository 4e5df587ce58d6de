import { Access } from '@causeway/auth/nest';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { type SigningKeys } from '../core/signing-keys.js';
import { ISSUER, SIGNING_KEYS } from './ports.js';

const cacheable = 'public, max-age=300';

/** What anybody needs to check our tokens (RFC 7517, RFC 8414). */
@Controller('.well-known')
export class WellKnownController {
  readonly #signingKeys: SigningKeys;
  readonly #issuer: string;

  constructor(@Inject(SIGNING_KEYS) signingKeys: SigningKeys, @Inject(ISSUER) issuer: string) {
    this.#signingKeys = signingKeys;
    this.#issuer = issuer;
  }

  @Access('anyone')
  @Get('jwks.json')
  @Header('cache-control', cacheable)
  keys() {
    return { keys: this.#signingKeys.publicKeys() };
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
