import { DomainError } from '@causeway/data-model';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A route of the gateway's own that can only be read. */
export function onlyGet(
  app: FastifyInstance,
  path: string,
  handler: (request: FastifyRequest, reply: FastifyReply) => unknown,
): void {
  app.route({ method: ['GET', 'HEAD'], url: path, handler });
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'],
    url: path,
    handler: (_request, reply) => {
      reply.header('allow', 'GET, HEAD');
      throw new DomainError('method-not-allowed');
    },
  });
}
