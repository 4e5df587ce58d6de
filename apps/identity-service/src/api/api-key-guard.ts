import { DomainError } from '@causeway/data-model';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { ApiKeys, KeyHolder } from '../core/api-keys.js';
import { type Surroundings } from '../core/surroundings.js';
import { API_KEYS, SURROUNDINGS } from './ports.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route is for holders of a key in `x-api-key`. */
    apiKey?: boolean;
  }
}

const holders = new WeakMap<FastifyRequest, KeyHolder>();

/**
 * Puts the check of `x-api-key` before every route whose `@RouteConfig` says `apiKey`: as with tokens, nobody unknown makes
 * the service read a body. Call it before the application is initialised.
 */
export function guardByApiKey(app: NestFastifyApplication): void {
  const apiKeys = app.get<ApiKeys>(API_KEYS);
  const surroundings = app.get<Surroundings>(SURROUNDINGS);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request) => {
      if (request.routeOptions.config.apiKey !== true) return;
      const key = request.headers['x-api-key'];
      const holder = typeof key === 'string' ? await apiKeys.holderOf(key, surroundings.now()) : undefined;
      if (holder === undefined) throw new DomainError('invalid-key', { detail: 'Send a valid API key as x-api-key.' });
      holders.set(request, holder);
    });
}

/** Who holds the request's API key; only behind `guardByApiKey`. */
export const CurrentKeyHolder = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  holders.get(context.switchToHttp().getRequest<FastifyRequest>()),
);
