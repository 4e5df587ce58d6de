import { DomainError } from '@causeway/data-model';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The request's `Idempotency-Key`, as a parameter of a handler; without a valid one nothing else of the request is looked at. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string =>
  keyOf(context.switchToHttp().getRequest<FastifyRequest>().raw.headersDistinct['idempotency-key']),
);

/** @throws DomainError `idempotency-key-missing`, `idempotency-key-invalid` */
export function keyOf(headers: readonly string[] | undefined): string {
  const [key, ...others] = headers ?? [];
  if (key === undefined) {
    throw new DomainError('idempotency-key-missing', {
      detail: 'Send an Idempotency-Key, so that sending this again does not do it again.',
    });
  }
  if (others.length > 0 || !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new DomainError('idempotency-key-invalid', {
      detail: 'Send one Idempotency-Key of 1 to 255 printable ASCII characters.',
    });
  }
  return key;
}
