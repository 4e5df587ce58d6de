import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../core/api-error.js';

/** Every route of this scope wants `Authorization: Bearer <the key>`; otherwise 401. */
export function requireKey(scope: FastifyInstance, apiKey: string): void {
  const expected = digest(apiKey);
  scope.addHook('onRequest', (request, _reply, done) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined) {
      return done(refused('You did not provide an API key. Send it in the Authorization header, as Bearer.'));
    }
    if (!timingSafeEqual(digest(given), expected)) {
      return done(refused(`Invalid API Key provided: ${given.slice(0, 8)}***`));
    }
    done();
  });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const refused = (message: string): ApiError =>
  new ApiError(401, { type: 'invalid_request_error', message }, { 'www-authenticate': 'Bearer realm="Stripe"' });
