import { isUtf8 } from 'node:buffer';
import { DomainError } from '@causeway/data-model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOfJson } from './json-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came, for routes whose `config` says `rawBody`: a signature is judged before they are read. */
    rawBody?: Buffer;
  }
  interface FastifyContextConfig {
    rawBody?: boolean;
    /** The route takes `text/csv`. */
    csv?: boolean;
    access?: unknown;
  }
}

/**
 * JSON, CloudEvents' JSON and, where a route asks for it, CSV; anything else is 415, compressed bodies too. `__proto__` in
 * a body is a field like any other, which no schema knows.
 */
export function parseBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    ['application/json', 'application/cloudevents+json'],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      if (isCoded(request)) return done(coded());
      if (request.routeOptions.config.csv === true) return done(unsupported('Send text/csv.'));
      if (!isUtf8(body)) return done(new DomainError('malformed-json', { detail: 'JSON is UTF-8 (RFC 8259).' }));
      if (request.routeOptions.config.rawBody === true) {
        request.rawBody = body;
        return done(null, undefined);
      }
      const text = body.toString('utf8');
      const fault = faultOfJson(text);
      if (fault !== undefined) return done(new DomainError('malformed-json', { detail: fault }));
      parseJson(request, text, done);
    },
  );
  fastify.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: 5 * 1024 * 1024 }, (request, body, done) => {
    if (isCoded(request)) return done(coded());
    if (request.routeOptions.config.csv === true) done(null, body);
    else done(unsupported('Send application/json.'));
  });
}

/** Whether the body is compressed (RFC 9110, section 8.4), once or several times, or is said to be. */
const isCoded = ({ headers }: FastifyRequest): boolean =>
  !['', 'identity'].includes((headers['content-encoding'] ?? '').toLowerCase());
const unsupported = (detail: string) => new DomainError('unsupported-media-type', { detail });
const coded = () => unsupported('Send the body without a content coding.');
