import { DomainError } from '@causeway/data-model';
import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';

const given = ['application/json', 'application/problem+json', 'text/event-stream'];

/** 406 for a client that takes none of what this API gives (RFC 9110, section 12.5.1). */
export function acceptOnlyJson(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { accept } = request.headers;
    if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json') return done();
    if (new Negotiator(request.raw).mediaType(given) !== undefined) return done();
    done(new DomainError('not-acceptable', { detail: 'This API answers application/json.' }));
  });
}
