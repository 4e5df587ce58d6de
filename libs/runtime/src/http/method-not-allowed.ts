import { DomainError } from '@causeway/data-model';
import type { FastifyInstance } from 'fastify';
import findMyWay from 'find-my-way';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A path that exists under other methods is 405 with `Allow` (RFC 9110, section 15.5.6), not 404. */
export function answerMethodNotAllowed(fastify: FastifyInstance): void {
  const known = findMyWay({ ignoreTrailingSlash: true });
  fastify.addHook('onRoute', ({ url, method }) => {
    for (const one of [method].flat()) {
      if (url === '*' || known.hasRoute(one as 'GET', url)) continue; // find-my-way's type lists what Fastify takes as text
      known.on(one as 'GET', url, () => undefined); // as above
    }
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const [path = '/'] = request.url.split('?');
    const allowed = methods.filter((method) => known.find(method, path) !== null);
    if (allowed.length === 0) return done();
    reply.header('allow', allowed.join(', '));
    done(new DomainError('method-not-allowed', { detail: `${request.method} is not one of ${allowed.join(', ')}.` }));
  });
}
