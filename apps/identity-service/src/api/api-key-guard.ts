import { DomainError } from '@causeway/data-model';
import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ApiKeys, KeyHolder } from '../core/api-keys.js';
import { API_KEYS } from './ports.js';

const holders = new WeakMap<FastifyRequest, KeyHolder>();

/** Lets the holder of a key in `x-api-key` pass, before the body is judged. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  readonly #apiKeys: ApiKeys;

  constructor(@Inject(API_KEYS) apiKeys: ApiKeys) {
    this.#apiKeys = apiKeys;
  }

  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['x-api-key'];
    const holder = typeof key === 'string' ? await this.#apiKeys.holderOf(key) : undefined;
    if (holder === undefined) throw new DomainError('invalid-key', { detail: 'Send a valid API key as x-api-key.' });
    holders.set(request, holder);
    return true;
  }
}

/** Who holds the request's API key; only behind `ApiKeyGuard`. */
export const CurrentKeyHolder = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  holders.get(context.switchToHttp().getRequest<FastifyRequest>()),
);
