import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createServiceTokens, type ServiceTokens } from '../service-tokens.js';
import { createTokenVerifier, type TokenVerifier } from '../token-verifier.js';

/** Injects the service's `TokenVerifier`. */
export const TOKEN_VERIFIER = Symbol('token verifier');

/** Injects the service's `ServiceTokens`, for adapters that call other services. */
export const SERVICE_TOKENS = Symbol('service tokens');

/** Makes `TOKEN_VERIFIER` and `SERVICE_TOKENS` known everywhere in an application. */
@Global()
@Module({})
export class AuthModule implements OnApplicationShutdown {
  readonly #verifier: TokenVerifier;

  constructor(@Inject(TOKEN_VERIFIER) verifier: TokenVerifier) {
    this.#verifier = verifier;
  }

  onApplicationShutdown(): void {
    this.#verifier.stop();
  }

  /** @param settings `audience` is the service's own name, `issuer` the shop's public URL, `apiKey` the service's own key */
  static with(settings: { identityUrl: string; issuer: string; audience: string; apiKey: string }): DynamicModule {
    return {
      module: AuthModule,
      providers: [
        { provide: SERVICE_TOKENS, useFactory: () => createServiceTokens(settings) },
        {
          provide: TOKEN_VERIFIER,
          inject: [SERVICE_TOKENS],
          useFactory: (serviceTokens: ServiceTokens) => createTokenVerifier({ ...settings, serviceTokens }),
        },
      ],
      exports: [SERVICE_TOKENS, TOKEN_VERIFIER],
    };
  }
}
