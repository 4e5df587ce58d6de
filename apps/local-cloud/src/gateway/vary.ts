import type { FastifyReply } from 'fastify';

/** Says of an answer that it depends on one more header of the request. */
export function varyBy(reply: FastifyReply, header: string): void {
  reply.header('vary', both(reply.getHeader('vary')?.toString(), header));
}

/** Two `Vary` headers as one. */
export const both = (one: string | undefined, other: string): string =>
  one === undefined ? other : `${one}, ${other}`;
