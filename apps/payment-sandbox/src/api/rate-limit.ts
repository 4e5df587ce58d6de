import type { FastifyInstance } from 'fastify';
import { ApiError } from '../core/api-error.js';
import type { Clock } from '../core/ports.js';

/** At most `perSecond` requests in each second of the clock; the rest are 429 and touch nothing. */
export function limitRate(scope: FastifyInstance, perSecond: number, clock: Clock): void {
  let second = 0;
  let taken = 0;
  scope.addHook('onRequest', (_request, _reply, done) => {
    const current = Math.floor(clock().getTime() / 1000);
    if (current !== second) {
      second = current;
      taken = 0;
    }
    taken += 1;
    done(taken > perSecond ? tooMany : undefined);
  });
}

const tooMany = new ApiError(
  429,
  {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. Try again in a second.',
  },
  { 'stripe-rate-limited-reason': 'global-rate' },
);
