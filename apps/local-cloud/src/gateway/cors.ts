import { notFound } from '@causeway/data-model';
import type { PathMethods } from '@causeway/runtime/path-methods';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What pages may send and read besides what they always may; nobody is known by cookies here, so that none are let through. */
const sent = 'authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, traceparent';
const read = 'etag, location, x-trace-id, retry-after, ratelimit, ratelimit-policy';
const maxAgeS = 600;

/**
 * Lets pages of these origins use the API (the Fetch standard, section 3.3) and answers every preflight, so that none reaches
 * a service. For other pages nothing is said, and their browsers keep the answers from them.
 *
 * @param origins as browsers write them; none: no page of another origin
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[], methods: PathMethods): void {
  const allowed = new Set(origins);
  app.addHook('onRequest', (request, reply, done) => {
    const isAllowed = nameOrigin(request, reply, allowed);
    if (!isPreflight(request)) return done();
    const [path = '/'] = request.url.split('?');
    const known = methods.of(path);
    if (known.length === 0) return done(notFound(path));
    reply.header('vary', 'origin, access-control-request-method, access-control-request-headers');
    if (isAllowed) {
      reply.headers({
        'access-control-allow-methods': known.join(', '),
        'access-control-allow-headers': sent,
        'access-control-max-age': String(maxAgeS),
      });
    }
    reply.code(204).send();
  });
}

/** Caches must not give one origin's answer to another, so that what depends on it says so, whoever asks. */
function nameOrigin({ headers: { origin } }: FastifyRequest, reply: FastifyReply, allowed: Set<string>): boolean {
  if (allowed.size === 0) return false;
  reply.header('vary', 'origin');
  if (origin === undefined || !allowed.has(origin)) return false;
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': read });
  return true;
}

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
