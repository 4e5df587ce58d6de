import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type AuditTrail, createAuditTrail } from '../audit-trail.js';
import { createServiceTokens, type ServiceTokens } from '../service-tokens.js';
import { createTokenVerifier, type TokenVerifier } from '../token-verifier.js';

/** Injects the service's `TokenVerifier`. */
export const TOKEN_VERIFIER = Symbol('token verifier');

/** Injects the service's `ServiceTokens`, for adapters that call other services. */
export const SERVICE_TOKENS = Symbol('service tokens');

/** Injects the service's `AuditTrail`. */
export const AUDIT_TRAIL = Symbol('audit trail');

/** Makes `TOKEN_VERIFIER`, `SERVICE_TOKENS` and `AUDIT_TRAIL` known everywhere in an application. */
@Global()
@Module({})
export class AuthModule implements OnApplicationShutdown {
  readonly #verifier: TokenVerifier;
  readonly #audit: AuditTrail;

  constructor(@Inject(TOKEN_VERIFIER) verifier: TokenVerifier, @Inject(AUDIT_TRAIL) audit: AuditTrail) {
    this.#verifier = verifier;
    this.#audit = audit;
  }

  async onApplicationShutdown(): Promise<void> {
    this.#verifier.stop();
    await this.#audit.stop();
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
        {
          provide: AUDIT_TRAIL,
          inject: [SERVICE_TOKENS],
          useFactory: (serviceTokens: ServiceTokens) =>
            createAuditTrail({ identityUrl: settings.identityUrl, serviceTokens, service: settings.audience }),
        },
      ],
      exports: [SERVICE_TOKENS, TOKEN_VERIFIER, AUDIT_TRAIL],
    };
  }
}
