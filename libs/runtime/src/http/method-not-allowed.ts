import { DomainError, notFound } from '@causeway/data-model';
import type { FastifyInstance } from 'fastify';
import { pathMethods } from '../path-methods.js';

/**
 * A path that exists under other methods is 405 with `Allow` (RFC 9110, section 15.5.6), not 404; one that does not exist
 * is 404, whatever its body is.
 */
export function answerMethodNotAllowed(fastify: FastifyInstance): void {
  const known = pathMethods();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url !== '*') for (const one of [method].flat()) known.add(one, url);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const [path = '/'] = request.url.split('?');
    const allowed = known.of(path);
    if (allowed.length === 0) return done(notFound(path));
    reply.header('allow', allowed.join(', '));
    done(new DomainError('method-not-allowed', { detail: `${request.method} is not one of ${allowed.join(', ')}.` }));
  });
}
