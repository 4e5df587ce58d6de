import { DomainError } from '@causeway/data-model';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit-trail.js';
import type { Principal } from '../principal.js';
import type { TokenVerifier } from '../token-verifier.js';
import { accessKey, type Caller } from './access.js';
import { AUDIT_TRAIL, TOKEN_VERIFIER } from './auth-module.js';
import { noteRefusal } from './note-refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request; undefined where anyone may. */
    principal: Principal | undefined;
  }
  interface FastifyContextConfig {
    access?: unknown;
  }
}

/** Callers who show no token. */
const tokenless = new Set<Caller>(['anyone', 'key-holder', 'provider']);

/** Where `@nestjs/platform-fastify` keeps what `@RouteConfig` says. */
const routeConfigKey = '__fastify_route_config__';

/**
 * Puts authentication and authorisation before every route, as a Fastify hook: nobody unknown makes the service read a
 * body. Who tries what he may not is noted in the audit trail, where the application has one. Call it before the
 * application is initialised.
 *
 * @throws Error at start-up for a route without `@Access`, naming it.
 */
export function guardRoutes(app: NestFastifyApplication): void {
  const verifier = app.get<TokenVerifier>(TOKEN_VERIFIER);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const audit = auditOf(app);
  tellFastify(app);

  fastify.decorateRequest('principal', undefined);
  fastify.addHook('onRoute', ({ method, url, config }) => {
    if (callersOf(config?.access).length > 0) return;
    throw new Error(
      `${[method].flat().join('|')} ${url} does not say who may use it; put @Access(...) beside the route.`,
    );
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) return done();
    const callers = callersOf(request.routeOptions.config.access);
    if (callers.some((caller) => tokenless.has(caller))) return done();
    const refuse = (error: Error, principal?: Principal) => {
      noteRefusal(audit, request, error, principal);
      done(error);
    };
    identify(request, verifier).then((principal) => {
      request.principal = principal;
      if (allows(callers, principal)) done();
      else refuse(new DomainError('forbidden'), principal);
    }, refuse);
  });
}

/** identity-service keeps the trail itself and needs no way to it. */
function auditOf(app: NestFastifyApplication): Pick<AuditTrail, 'noteSparingly'> {
  // Asked for what is not there, Nest complains in the log before it throws.
  const isThere = [...app.get(ModulesContainer).values()].some(({ providers }) => providers.has(AUDIT_TRAIL));
  return isThere ? app.get<AuditTrail>(AUDIT_TRAIL) : { noteSparingly: () => undefined };
}

/** `@Access` keeps its word apart from `@RouteConfig`, so that a route may carry both; here they become one config. */
function tellFastify(app: NestFastifyApplication): void {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  for (const { metatype } of controllers) {
    const prototype = metatype?.prototype;
    for (const name of prototype ? scanner.getAllMethodNames(prototype) : []) {
      const handler = prototype[name];
      const access: unknown = Reflect.getMetadata(accessKey, handler);
      if (access === undefined) continue;
      const config: object | undefined = Reflect.getMetadata(routeConfigKey, handler);
      Reflect.defineMetadata(routeConfigKey, { ...config, access }, handler);
    }
  }
}

/** Routes made without Nest write `config: { access: 'anyone' }`. */
const callersOf = (access: unknown): Caller[] => (access === undefined ? [] : [access].flat()) as Caller[]; // written by @Access or by such a route

async function identify(request: FastifyRequest, verifier: TokenVerifier): Promise<Principal> {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').trim().split(/ +/, 2);
  if (scheme.toLowerCase() !== 'bearer') {
    throw new DomainError('unauthenticated', { detail: 'Send an access token: "Authorization: Bearer ...".' });
  }
  return verifier.remembered(token) ?? verifier.verify(token);
}

function allows(callers: readonly Caller[], principal: Principal): boolean {
  if (principal.kind === 'service') return callers.includes('service');
  if (principal.kind === 'partner') return principal.scopes.some((scope) => callers.includes(scope));
  return (
    callers.includes('user') || callers.includes('owner') || principal.roles.some((role) => callers.includes(role))
  );
}
