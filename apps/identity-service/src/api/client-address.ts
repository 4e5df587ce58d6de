import type { FastifyRequest } from 'fastify';

/**
 * The network address of whoever talks to the gateway, which appends it to `x-forwarded-for`: what stands before the
 * last entry was written by the client and proves nothing.
 */
export function clientAddress(request: FastifyRequest): string {
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  return forwarded.split(',').at(-1)?.trim() || request.ip;
}
