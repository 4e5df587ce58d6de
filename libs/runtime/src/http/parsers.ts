import { DomainError } from '@causeway/data-model';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came, for routes whose `config` says `rawBody`: signatures are made over them. */
    rawBody?: Buffer;
  }
  interface FastifyContextConfig {
    rawBody?: boolean;
    /** The route takes `text/csv`. */
    csv?: boolean;
    access?: unknown;
  }
}

/** JSON, CloudEvents' JSON and, where a route asks for it, CSV; anything else is 415. `__proto__` in a body is refused. */
export function parseBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    ['application/json', 'application/cloudevents+json'],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      if (request.routeOptions.config.rawBody === true) request.rawBody = body;
      parseJson(request, body.toString('utf8'), done);
    },
  );
  fastify.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: 5 * 1024 * 1024 }, (request, body, done) => {
    if (request.routeOptions.config.csv === true) done(null, body);
    else done(new DomainError('unsupported-media-type', { detail: 'Send application/json.' }));
  });
}
